package io.txgroup.manager.group;

import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;

/** Is told what happens to groups, for logs and figures. Must not block; may be called from several threads. */
public interface GroupListener {
    /** The store has taken a change. */
    void changed(Group before, Group after);

    /** A person should know this; the same may be said again and again. */
    void alarm(GroupId id, String what);

    /**
     * It is proven that this resource of the unit was to commit and did not; said once, by the manager that recorded it.
     * The group stays COMMITTING.
     */
    default void lost(Group group, UnitId unit, ResourceEnd end) {}
}
