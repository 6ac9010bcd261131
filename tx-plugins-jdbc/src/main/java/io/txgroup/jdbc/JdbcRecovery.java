package io.txgroup.jdbc;

import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What any process of the service can find out and finish in one DataSource's database, on connections that no group
 * holds. Thread-safe.
 */
final class JdbcRecovery implements ResourceRecovery {
    private static final Logger logger = LoggerFactory.getLogger(JdbcRecovery.class);

    /** A pool may give out some connections that died with the one before. */
    private static final int CONNECTIONS = 4;

    private static final int BUSY_TRIES = 50;
    private static final int BUSY_PAUSE_MILLIS = 100;
    private static final int VALID_SECONDS = 2;

    private final DataSource pool;
    private final String resource;
    private final String owner;
    private final @Nullable TwoPhase twoPhase;
    private final @Nullable CommitMarkers markers;
    private final Duration retention;

    JdbcRecovery(
            DataSource pool,
            String resource,
            String owner,
            @Nullable TwoPhase twoPhase,
            @Nullable CommitMarkers markers,
            Duration retention) {
        this.pool = pool;
        this.resource = resource;
        this.owner = owner;
        this.twoPhase = twoPhase;
        this.markers = markers;
        this.retention = retention;
    }

    @Override
    public String resource() {
        return resource;
    }

    @Override
    public List<PreparedBranch> prepared() throws SQLException {
        if (twoPhase == null) {
            return List.of();
        }
        try (Connection connection = pool.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                List<PreparedBranch> branches = new ArrayList<>();
                for (String name : twoPhase.names(connection, owner)) {
                    BranchName.parse(name).ifPresent(parsed -> branches.add(parsed.branch()));
                }
                return branches;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    @Override
    public void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds) throws SQLException {
        BranchName name = BranchName.parse(branch.name())
                .filter(parsed -> parsed.owner().equals(owner))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Branch " + branch.name() + " is none of DataSource " + resource + " (" + owner + ")"));
        end(name, outcome == Outcome.COMMIT, stillHolds);
    }

    @Override
    public Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal) throws SQLException {
        return markers == null ? Proof.UNKNOWN : markers.prove(groupId, callPaths, ordinal);
    }

    @Override
    public Proof confirm(GroupId groupId, List<CallPath> callPaths, int ordinal) throws SQLException {
        return markers == null ? Proof.UNKNOWN : markers.confirm(groupId, callPaths, ordinal);
    }

    @Override
    public boolean canLose() {
        return twoPhase == null;
    }

    @Override
    public Proof discard(GroupId groupId, Epoch epoch, List<CallPath> callPaths, int ordinal) throws SQLException {
        return markers == null
                ? Proof.UNKNOWN
                : markers.discard(new CommitMarkers.Mark(groupId, ordinal, epoch.token()), callPaths);
    }

    @Override
    public List<OldMark> oldMarks(@Nullable GroupId after, int most) throws SQLException {
        return markers == null
                ? List.of()
                : markers.groups(after, System.currentTimeMillis() - retention.toMillis(), most);
    }

    /** Half of the retention is left for clocks that differ. */
    @Override
    public boolean mayHaveForgotten(GroupId groupId) {
        return markers != null && groupId.beganAt() < System.currentTimeMillis() - retention.toMillis() / 2;
    }

    @Override
    public void forget(List<GroupId> groups) throws SQLException {
        if (markers != null) {
            markers.purge(groups);
        }
    }

    /** Ends a prepared branch on any connection; returns normally only if it has ended so for certain. */
    void end(BranchName name, boolean commit) throws SQLException {
        end(name, commit, () -> true);
    }

    private void end(BranchName name, boolean commit, BooleanSupplier stillHolds) throws SQLException {
        TwoPhase how = twoPhase;
        if (how == null) {
            throw new SQLException("Branch " + name + " - can't be ended here: DataSource " + resource
                    + " is not durable now; set tx.jdbc.guarantee=auto until no branch is left");
        }
        SQLException lost = null;
        for (int tried = 0; tried < CONNECTIONS; tried++) {
            try (Connection connection = pool.getConnection()) {
                if (!stillHolds.getAsBoolean()) {
                    throw new SQLTransientException(
                            "Branch " + name
                                    + " - left as it is: a connection came too late for what the managers told; it"
                                    + " is asked for again",
                            "08001");
                }
                SQLException failure = tryToEnd(connection, how, name, commit);
                if (failure == null) {
                    return;
                }
                if (connection.isValid(VALID_SECONDS)) {
                    throw failure;
                }
                lost = failure;
                HikariPool.evict(pool, connection);
            }
        }
        throw new SQLException(
                "Branch " + name + " - not known to have ended: " + CONNECTIONS + " connections were lost on it; it is"
                        + " tried again",
                "08007",
                lost);
    }

    private @Nullable SQLException tryToEnd(Connection connection, TwoPhase how, BranchName name, boolean commit)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        try {
            connection.setAutoCommit(true);
            how.end(connection, how.id(name), commit);
        } catch (SQLException e) {
            if (!how.isUnknown(e)) {
                return e;
            }
            if (how.names(connection, owner).contains(name.toString())) {
                throw new SQLTransientException(
                        "Branch " + name
                                + " - busy: the session that prepared it is still connected, and only that can end"
                                + " it; it is tried again",
                        "25000",
                        e);
            }
            requireEnded(name, commit, e);
        } finally {
            if (!autoCommit && connection.isValid(VALID_SECONDS)) {
                connection.setAutoCommit(false);
            }
        }
        return null;
    }

    /** The database knows no such branch: somebody has ended it, and only its marker tells how. */
    private void requireEnded(BranchName name, boolean commit, SQLException unknown) throws SQLException {
        if (markers == null) {
            logger.warn(
                    "Branch {} - is not there; taken for {}, because without markers nobody else could have ended it"
                            + " otherwise",
                    name,
                    commit ? "committed" : "rolled back");
            return;
        }
        boolean committed = markers.isCommitted(name.groupId(), name.ordinal());
        if (committed != commit) {
            throw new SQLException(
                    "Branch " + name + " - is not there, and was to be "
                            + (commit ? "committed, but no marker says that it is" : "rolled back, but is committed"),
                    "25000",
                    unknown);
        }
        logger.debug("Branch {} - has been ended by somebody else", name);
    }

    /**
     * A commit was not answered, and its session is closed: finds out what became of it. Returns normally if the work is
     * committed.
     *
     * @param prepared the branch if it was prepared
     * @param marked the calls that have left a marker in it
     * @param failure thrown if nothing is certain
     * @throws ResourceLostException if the work is lost
     */
    void settle(
            Slot slot,
            GroupId groupId,
            @Nullable BranchName prepared,
            Collection<CallPath> marked,
            SQLException failure)
            throws SQLException, ResourceLostException {
        if (prepared != null && endsNow(prepared, true, failure)) {
            logger.warn("Connection {} of group {} - committed by another session", slot, groupId, failure);
            return;
        }
        if (markers == null || marked.isEmpty()) {
            throw failure;
        }
        Proof proof;
        try {
            proof = markers.prove(groupId, marked, slot.ordinal());
        } catch (SQLException e) {
            failure.addSuppressed(e);
            throw failure;
        }
        switch (proof) {
            case COMMITTED ->
                logger.warn(
                        "Connection {} of group {} - its commit was not answered, but its marker proves it",
                        slot,
                        groupId,
                        failure);
            case LOST ->
                throw new ResourceLostException(
                        "Connection " + slot + " of group " + groupId
                                + " - its commit failed and the work is lost: a tombstone stands where its marker would be",
                        failure);
            default -> throw failure;
        }
    }

    /** Ends it elsewhere as soon as its session is gone, which the database may take a moment to notice. */
    boolean endsNow(BranchName name, boolean commit, Exception failure) {
        for (int tried = 0; tried < BUSY_TRIES; tried++) {
            try {
                end(name, commit);
                return true;
            } catch (SQLTransientException busy) {
                if (!Waits.pause(TimeUnit.MILLISECONDS.toNanos(BUSY_PAUSE_MILLIS))) {
                    failure.addSuppressed(busy);
                    return false;
                }
            } catch (SQLException e) {
                failure.addSuppressed(e);
                return false;
            }
        }
        return false;
    }
}
