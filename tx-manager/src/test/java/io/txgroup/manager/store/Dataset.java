package io.txgroup.manager.store;

import io.txgroup.manager.group.GroupStore.CompensationKey;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one node of an {@link InMemoryRedis} has in memory; a replica has its own, which lags behind. */
final class Dataset {
    /** A record, and until when it is kept. */
    record Kept(Stored stored, long until) {}

    /** A shard's epoch, the server that it was made on, and the earlier ones of which nothing told was lost. */
    record EpochMark(String token, String runId, List<String> carriedOver) {}

    private final Map<GroupId, Kept> groups = new HashMap<>();
    private final Map<GroupId, Long> due = new HashMap<>();
    private final NavigableSet<CompensationKey> compensations = new TreeSet<>();
    private final Map<Integer, EpochMark> epochs = new HashMap<>();
    private final Map<ProcessId, Long> presence = new HashMap<>();

    Dataset copy() {
        Dataset copy = new Dataset();
        copy.groups.putAll(groups);
        copy.due.putAll(due);
        copy.compensations.addAll(compensations);
        copy.epochs.putAll(epochs);
        copy.presence.putAll(presence);
        return copy;
    }

    void clear() {
        groups.clear();
        due.clear();
        compensations.clear();
        epochs.clear();
        presence.clear();
    }

    @Nullable
    Stored group(GroupId id, long now) {
        Kept kept = groups.get(id);
        return kept == null || kept.until() <= now ? null : kept.stored();
    }

    List<Stored> groups(long now) {
        return groups.values().stream()
                .filter(kept -> kept.until() > now)
                .map(Kept::stored)
                .sorted(Comparator.comparing(stored -> stored.group().id().toString()))
                .toList();
    }

    /** The groups of that shard that are in the index of what is due. */
    List<Stored> live(int shard, long now) {
        return groups(now).stream()
                .filter(stored -> stored.group().id().shard() == shard
                        && due.containsKey(stored.group().id()))
                .toList();
    }

    void put(Kept kept, @Nullable Long nextDue) {
        GroupId id = kept.stored().group().id();
        groups.put(id, kept);
        if (nextDue == null) {
            due.remove(id);
        } else {
            due.put(id, nextDue);
        }
        CompensationKey key = CompensationKey.of(kept.stored().group());
        if (key != null) {
            compensations.add(key);
        }
    }

    /** Names of that shard less than the given one, the greatest first, as long as there is a record. */
    List<CompensationKey> compensations(int shard, String before, int limit, long now) {
        return compensations.descendingSet().stream()
                .filter(key -> key.id().shard() == shard
                        && (before.isEmpty() || key.text().compareTo(before) < 0))
                .filter(key -> group(key.id(), now) != null)
                .limit(limit)
                .toList();
    }

    List<GroupId> due(int shard, long now, int limit) {
        return due.entrySet().stream()
                .filter(entry -> entry.getKey().shard() == shard && entry.getValue() <= now)
                .sorted(Map.Entry.<GroupId, Long>comparingByValue()
                        .thenComparing(entry -> entry.getKey().toString()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    void expire(GroupId id) {
        groups.remove(id);
    }

    void putOff(GroupId id, long until) {
        due.replace(id, until);
    }

    @Nullable
    EpochMark epoch(int shard) {
        return epochs.get(shard);
    }

    void epoch(int shard, EpochMark mark) {
        epochs.put(shard, mark);
    }

    void present(ProcessId process, long until) {
        presence.put(process, until);
    }

    boolean isPresent(ProcessId process, long now) {
        return presence.getOrDefault(process, 0L) > now;
    }
}
