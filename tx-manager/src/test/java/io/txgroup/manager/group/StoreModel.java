package io.txgroup.manager.group;

import io.txgroup.manager.group.GroupStore.Creation;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a store should hold, in the plainest words; a due time is past below {@link #PAST}, and else in the future. */
final class StoreModel {
    static final long PAST = 1_000_000;

    private final Map<GroupId, Stored> records = new HashMap<>();
    private final Map<GroupId, Long> due = new HashMap<>();
    private final Map<Integer, Epoch> epochs = new HashMap<>();
    private final Set<Epoch> earlierEpochs = new HashSet<>();

    /** Takes the epoch that a shard names; false if it is not the one it must be. */
    boolean isEpoch(int shard, Epoch epoch) {
        Epoch known = epochs.get(shard);
        if (known != null) {
            return known.equals(epoch);
        }
        epochs.put(shard, epoch);
        return !earlierEpochs.contains(epoch);
    }

    void flush() {
        records.clear();
        due.clear();
        earlierEpochs.addAll(epochs.values());
        epochs.clear();
    }

    @Nullable
    Stored load(GroupId id) {
        return records.get(id);
    }

    List<Stored> all() {
        List<Stored> all = new ArrayList<>(records.values());
        all.sort(Comparator.comparing(stored -> stored.group().id().toString()));
        return all;
    }

    Creation.Result create(Group group, Version version, boolean epochIsRight, boolean inTime) {
        if (records.containsKey(group.id())) {
            return Creation.Result.EXISTS;
        }
        if (!epochIsRight) {
            return Creation.Result.OTHER_EPOCH;
        }
        if (!inTime) {
            return Creation.Result.TOO_LATE;
        }
        put(new Stored(group, version));
        return Creation.Result.CREATED;
    }

    Written.Result compareAndSet(Version expected, Stored next, boolean inTime, boolean epochIsRight) {
        Stored stored = records.get(next.group().id());
        if (stored == null || !stored.version().equals(expected)) {
            return Written.Result.CONFLICT;
        }
        if (!inTime) {
            return Written.Result.TOO_LATE;
        }
        if (!epochIsRight) {
            return Written.Result.OTHER_EPOCH;
        }
        put(next);
        return Written.Result.WRITTEN;
    }

    private void put(Stored stored) {
        Group group = stored.group();
        records.put(group.id(), stored);
        if (group.state().ended()) {
            due.remove(group.id());
        } else {
            due.put(group.id(), group.state() == GroupState.ACTIVE ? group.deadline() : Long.MAX_VALUE);
        }
    }

    List<GroupId> takeDue(int shard, int limit) {
        List<GroupId> taken = due.entrySet().stream()
                .filter(entry -> entry.getKey().shard() == shard && entry.getValue() <= PAST)
                .sorted(Map.Entry.<GroupId, Long>comparingByValue()
                        .thenComparing(entry -> entry.getKey().toString()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
        taken.forEach(id -> due.put(id, Long.MAX_VALUE));
        return taken;
    }

    void putOff(GroupId id, long until) {
        due.replace(id, until);
    }
}
