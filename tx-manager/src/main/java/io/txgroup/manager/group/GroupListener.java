package io.txgroup.manager.group;

import io.txgroup.protocol.GroupId;

/** Is told what happens to groups, for logs and figures. Must not block; may be called from several threads. */
public interface GroupListener {
    /** The store has taken a change. */
    void changed(Group before, Group after);

    /** A person should know this; the same may be said again and again. */
    void alarm(GroupId id, String what);
}
