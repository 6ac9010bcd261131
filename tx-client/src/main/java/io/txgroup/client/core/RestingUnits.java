package io.txgroup.client.core;

import io.txgroup.protocol.GroupId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The units that want nothing any more, the oldest forgotten first. A request that comes again finds its unit here and
 * is refused; should it have been forgotten, the managers refuse its join. Thread-safe.
 */
final class RestingUnits {
    private final int most;
    private final Map<GroupId, Unit> units = new LinkedHashMap<>();

    RestingUnits(int most) {
        this.most = most;
    }

    synchronized void add(Unit unit) {
        units.put(unit.groupId(), unit);
        Iterator<Unit> oldest = units.values().iterator();
        while (units.size() > most) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized Optional<Unit> find(GroupId groupId) {
        return Optional.ofNullable(units.get(groupId));
    }

    /** Takes a unit back, because a call of its group has come. */
    synchronized Optional<Unit> wake(GroupId groupId) {
        return Optional.ofNullable(units.remove(groupId));
    }
}
