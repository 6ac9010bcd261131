package io.txgroup.verification.simulation;

import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
     * @param owner whose transaction has inserted it and still goes on; null once it is committed
     */
    private record Row(boolean tombstone, @Nullable Session owner) {}

    /** A session marks that one more call has worked with it. */
    void insert(GroupId groupId, CallPath path, int ordinal, Session session) throws IOException {
        Key key = new Key(groupId, path, ordinal);
        Row there = rows.get(key);
        if (there != null && there.owner() != session) {
            throw new IOException(
                    "the mark of call " + path + " is " + (there.owner() == null ? "there already" : "locked"));
        }
        rows.put(key, new Row(false, session));
    }

    /** The session's transaction has ended: its marks stay, or vanish. */
    void ended(Session session, boolean committed) {
        if (committed) {
            rows.replaceAll((key, row) -> row.owner() == session ? new Row(row.tombstone(), null) : row);
        } else {
            rows.values().removeIf(row -> row.owner() == session);
        }
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
        keys.forEach(key -> rows.putIfAbsent(key, new Row(true, null)));
        return Proof.LOST;
    }
}
