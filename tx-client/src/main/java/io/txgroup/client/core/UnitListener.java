package io.txgroup.client.core;

import io.txgroup.client.TxException;
import io.txgroup.protocol.GroupId;
import java.util.List;

/** Is told what happens to units, for figures. May be called under the unit's monitor: it must not block. */
@FunctionalInterface
public interface UnitListener {
    /** Listens to nothing. */
    UnitListener NONE = (groupId, before, after) -> {};

    /** The process's part of that group has gone from one state to the next. */
    void changed(GroupId groupId, UnitState before, UnitState after);

    /** A group that this process started has ended for its caller. */
    default void ended(GroupEnd end) {}

    /** A call of a group that another process started was refused before its method ran. */
    default void refused(GroupId groupId, TxException why) {}

    /** Tells each of them. */
    static UnitListener all(List<UnitListener> listeners) {
        List<UnitListener> each = List.copyOf(listeners);
        return new UnitListener() {
            @Override
            public void changed(GroupId groupId, UnitState before, UnitState after) {
                each.forEach(listener -> listener.changed(groupId, before, after));
            }

            @Override
            public void ended(GroupEnd end) {
                each.forEach(listener -> listener.ended(end));
            }

            @Override
            public void refused(GroupId groupId, TxException why) {
                each.forEach(listener -> listener.refused(groupId, why));
            }
        };
    }
}
