package io.txgroup.client.core;

import io.txgroup.protocol.GroupId;

/** Is told what happens to units, for figures. Called under the unit's monitor: it must not block. */
@FunctionalInterface
public interface UnitListener {
    /** Listens to nothing. */
    UnitListener NONE = (groupId, before, after) -> {};

    /** The process's part of that group has gone from one state to the next. */
    void changed(GroupId groupId, UnitState before, UnitState after);
}
