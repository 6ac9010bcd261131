package io.txgroup.verification.simulation;

import io.txgroup.client.spi.ResourceRecovery.OldMark;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A database's table of commit marks. What a session changes is seen by others only when it has committed, but nobody else
 * can insert or change the same key before it has ended.
 */
final class Marks {
    private final Map<Key, Row> rows = new HashMap<>();

    private record Key(GroupId groupId, CallPath path, int ordinal) {}

    /** What a row says. */
    private enum Word {
        /** The work is committed. */
        COMMITTED,
        /** It is not, and its own session never will: only a redo may still. */
        TOMBSTONE,
        /** Nobody ever will. */
        DISCARDED
    }

    /**
     * @param epoch in which the group began; null for a tombstone
     * @param owner whose transaction has written it and still goes on; null once it is committed
     * @param before what the others see as long as it goes on; null if there was no row
     */
    private record Row(Word word, @Nullable Epoch epoch, @Nullable DatabaseSession owner, @Nullable Row before) {
        private Row ended(boolean committed) {
            return committed ? new Row(word, epoch, null, null) : Objects.requireNonNull(before);
        }
    }

    /** A session marks that one more call has worked with it. */
    void insert(GroupId groupId, CallPath path, int ordinal, DatabaseSession session) throws IOException {
        Key key = new Key(groupId, path, ordinal);
        Row there = rows.get(key);
        if (there != null && there.owner() != session) {
            throw new IOException(
                    "the mark of call " + path + " is " + (there.owner() == null ? "there already" : "locked"));
        }
        rows.put(key, new Row(Word.COMMITTED, session.epoch(), session, null));
    }

    /** The session's transaction has ended: its marks stay, or what was there before. */
    void ended(DatabaseSession session, boolean committed) {
        rows.values().removeIf(row -> row.owner() == session && !committed && row.before() == null);
        rows.replaceAll((key, row) -> row.owner() == session ? row.ended(committed) : row);
    }

    /** The groups of committed marks, in the order of their names. */
    List<OldMark> groups(@Nullable GroupId after, int most) {
        Map<String, OldMark> groups = new TreeMap<>();
        rows.forEach((key, row) -> {
            String id = key.groupId().toString();
            if (row.owner() == null && row.epoch() != null && (after == null || id.compareTo(after.toString()) > 0)) {
                groups.put(id, new OldMark(key.groupId(), row.epoch()));
            }
        });
        return groups.values().stream().limit(most).toList();
    }

    /** Removes the committed marks of groups. */
    void forget(List<GroupId> groups) {
        rows.entrySet()
                .removeIf(entry -> entry.getValue().owner() == null
                        && groups.contains(entry.getKey().groupId()));
    }

    /** Whether any of these marks proves a commit. */
    boolean isCommitted(GroupId groupId, Collection<CallPath> paths, int ordinal) {
        return of(groupId, paths, ordinal).stream()
                .anyMatch(row -> row.owner() == null && row.word() == Word.COMMITTED);
    }

    private List<Row> of(GroupId groupId, Collection<CallPath> paths, int ordinal) {
        return paths.stream()
                .map(path -> rows.get(new Key(groupId, path, ordinal)))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Inserts tombstones in one transaction, if nothing stands against it; what is there already it locks to read it. */
    Proof prove(GroupId groupId, List<CallPath> paths, int ordinal, RecoveryWay way) {
        if (isCommitted(groupId, paths, ordinal)) {
            return Proof.COMMITTED;
        }
        if (way == RecoveryWay.BY_SELECT) {
            return Proof.LOST;
        }
        if (areLocked(groupId, paths, ordinal, null)) {
            return Proof.IN_FLIGHT;
        }
        paths.forEach(
                path -> rows.putIfAbsent(new Key(groupId, path, ordinal), new Row(Word.TOMBSTONE, null, null, null)));
        return Proof.LOST;
    }

    /** As prove, but inserts nothing where nothing stands: then nothing is known. */
    Proof confirm(GroupId groupId, List<CallPath> paths, int ordinal, RecoveryWay way) {
        return of(groupId, paths, ordinal).isEmpty() ? Proof.UNKNOWN : prove(groupId, paths, ordinal, way);
    }

    /** Whether somebody else's transaction has any of these rows. */
    boolean areLocked(GroupId groupId, Collection<CallPath> paths, int ordinal, @Nullable DatabaseSession except) {
        return of(groupId, paths, ordinal).stream().anyMatch(row -> row.owner() != null && row.owner() != except);
    }

    /** A session turns tombstones into marks of its commit; how many there were. Nobody else has them. */
    int repair(GroupId groupId, Collection<CallPath> paths, int ordinal, DatabaseSession session, Epoch epoch) {
        int turned = 0;
        for (CallPath path : paths) {
            Key key = new Key(groupId, path, ordinal);
            Row row = rows.get(key);
            if (row != null && row.word() == Word.TOMBSTONE) {
                rows.put(key, new Row(Word.COMMITTED, epoch, session, row));
                turned++;
            }
        }
        return turned;
    }

    /** Turns tombstones for good, in one transaction, and says what stands there. Nobody else has them. */
    Proof discard(GroupId groupId, Collection<CallPath> paths, int ordinal, Epoch epoch) throws IOException {
        List<Row> there = of(groupId, paths, ordinal);
        if (there.isEmpty()) {
            return Proof.UNKNOWN;
        }
        long committed =
                there.stream().filter(row -> row.word() == Word.COMMITTED).count();
        if (there.size() < paths.size() || (committed > 0 && committed < there.size())) {
            throw new IOException("the marks of the calls " + paths + " contradict one another: " + there);
        }
        if (committed > 0) {
            return Proof.COMMITTED;
        }
        paths.forEach(path -> rows.put(new Key(groupId, path, ordinal), new Row(Word.DISCARDED, epoch, null, null)));
        return Proof.LOST;
    }

    /** Whether nobody can do the work of these calls any more. */
    boolean areDiscarded(GroupId groupId, Collection<CallPath> paths, int ordinal) {
        List<Row> there = of(groupId, paths, ordinal);
        return !there.isEmpty() && there.stream().allMatch(row -> row.word() == Word.DISCARDED);
    }
}
