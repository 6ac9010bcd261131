package io.txgroup.manager.group;

import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.List;

/** Is told what happens to groups, for logs and figures. Must not block; may be called from several threads. */
public interface GroupListener {
    /** The store has taken a change. */
    void changed(Group before, Group after);

    /** A person should know this; the same may be said again and again. */
    void alarm(GroupId id, String what);

    /**
     * It is proven that this resource of the unit was to commit and did not; said once, by the manager that recorded it, or
     * that was not answered when it did and finds it recorded.
     * The group becomes COMPENSATING once all is known of it.
     */
    default void lost(Group group, UnitId unit, ResourceEnd end) {}

    /** Tells all of them, in their order. */
    static GroupListener all(List<GroupListener> listeners) {
        List<GroupListener> each = List.copyOf(listeners);
        return new GroupListener() {
            @Override
            public void changed(Group before, Group after) {
                each.forEach(listener -> listener.changed(before, after));
            }

            @Override
            public void alarm(GroupId id, String what) {
                each.forEach(listener -> listener.alarm(id, what));
            }

            @Override
            public void lost(Group group, UnitId unit, ResourceEnd end) {
                each.forEach(listener -> listener.lost(group, unit, end));
            }
        };
    }
}
