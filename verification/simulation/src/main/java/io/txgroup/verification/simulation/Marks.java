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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A database's table of commit marks. An insert is seen by others only when its session has committed, but nobody else
 * can insert the same key before it has ended.
 */
final class Marks {
    private final Map<Key, Row> rows = new HashMap<>();

    private record Key(GroupId groupId, CallPath path, int ordinal) {}

    /**
     * @param tombstone whether it forbids a commit instead of proving one
     * @param epoch in which the group began; null for a tombstone
     * @param owner whose transaction has inserted it and still goes on; null once it is committed
     */
    private record Row(boolean tombstone, @Nullable Epoch epoch, @Nullable Session owner) {}

    /** A session marks that one more call has worked with it. */
    void insert(GroupId groupId, CallPath path, int ordinal, Session session) throws IOException {
        Key key = new Key(groupId, path, ordinal);
        Row there = rows.get(key);
        if (there != null && there.owner() != session) {
            throw new IOException(
                    "the mark of call " + path + " is " + (there.owner() == null ? "there already" : "locked"));
        }
        rows.put(key, new Row(false, session.epoch(), session));
    }

    /** The session's transaction has ended: its marks stay, or vanish. */
    void ended(Session session, boolean committed) {
        if (committed) {
            rows.replaceAll((key, row) -> row.owner() == session ? new Row(row.tombstone(), row.epoch(), null) : row);
        } else {
            rows.values().removeIf(row -> row.owner() == session);
        }
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
        return paths.stream()
                .map(path -> rows.get(new Key(groupId, path, ordinal)))
                .anyMatch(row -> row != null && row.owner() == null && !row.tombstone());
    }

    /** Inserts tombstones in one transaction, if nothing stands against it. */
    Proof prove(GroupId groupId, List<CallPath> paths, int ordinal, RecoveryWay way) {
        if (isCommitted(groupId, paths, ordinal)) {
            return Proof.COMMITTED;
        }
        if (way == RecoveryWay.BY_SELECT) {
            return Proof.LOST;
        }
        List<Key> keys =
                paths.stream().map(path -> new Key(groupId, path, ordinal)).toList();
        boolean locked = keys.stream().map(rows::get).anyMatch(row -> row != null && row.owner() != null);
        if (locked) {
            return Proof.IN_FLIGHT;
        }
        keys.forEach(key -> rows.putIfAbsent(key, new Row(true, null, null)));
        return Proof.LOST;
    }
}
