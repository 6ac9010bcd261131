package io.txgroup.jdbc;

import io.txgroup.client.spi.ResourceRecovery.OldMark;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The markers of one DataSource: what proves a commit, and what forbids one. All rows of a held connection are in its one
 * transaction, so they say the same, or something is wrong. Nothing is removed by its age. Thread-safe.
 */
final class CommitMarkers {
    /** How long a proof waits for a session that may still have the work open. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DataSource pool;
    private final String resource;
    private final MarkerTable table;
    private final DataSourceFacts facts;

    /**
     * Markers of a DataSource.
     *
     * @param pool gives connections that no group holds
     * @param resource the DataSource's name
     */
    CommitMarkers(DataSource pool, String resource, MarkerTable table, DataSourceFacts facts) {
        this.pool = pool;
        this.resource = resource;
        this.table = table;
        this.facts = facts;
        if (resource.length() > MarkerTable.MAX_RESOURCE) {
            throw new IllegalArgumentException("DataSource " + resource + " - its name has " + resource.length()
                    + " characters, the table of markers has room for " + MarkerTable.MAX_RESOURCE);
        }
    }

    MarkerTable table() {
        return table;
    }

    /** What is inserted in one transaction. */
    record Mark(GroupId groupId, int ordinal, String epoch) {}

    /** Leaves a {@code C} for each call, in the open transaction of that connection and in one statement. */
    void insert(Connection connection, Mark mark, Collection<CallPath> callPaths) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(table.insert(callPaths.size()))) {
            int column = 1;
            for (CallPath callPath : callPaths) {
                column = fill(insert, column, mark.groupId(), callPath, mark.ordinal());
                insert.setString(column++, "C");
                insert.setString(column++, mark.epoch());
            }
            insert.executeUpdate();
        }
    }

    private int fill(PreparedStatement statement, int from, GroupId groupId, CallPath callPath, int ordinal)
            throws SQLException {
        statement.setString(from, groupId.toString());
        statement.setString(from + 1, callPath.value());
        statement.setString(from + 2, resource);
        statement.setInt(from + 3, ordinal);
        return from + 4;
    }

    /**
     * Turns the tombstone of each call into {@code C} in the open transaction of that connection, which does the lost work
     * again; waits for a lock no longer than a proof does.
     *
     * @return how many there were; any other number than that of the calls means that something else was there, and that
     *     nothing of this may be committed
     */
    int repair(Connection connection, Mark mark, Collection<CallPath> callPaths) throws SQLException {
        return turn(connection, "C", mark, callPaths);
    }

    private int turn(Connection connection, String state, Mark mark, Collection<CallPath> callPaths)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(table.turn(callPaths.size()))) {
            update.setString(1, state);
            update.setString(2, mark.epoch());
            update.setString(3, mark.groupId().toString());
            update.setString(4, resource);
            update.setInt(5, mark.ordinal());
            int column = 6;
            for (CallPath callPath : callPaths) {
                update.setString(column++, callPath.value());
            }
            return update.executeUpdate();
        }
    }

    /**
     * Turns tombstones into {@code D}, in a transaction of its own, and says what stands there: a redo that has the rows is
     * waited for, and then there is {@code C}.
     *
     * @throws SQLException if nothing is certain, for instance because the rows contradict one another
     */
    Proof discard(Mark mark, Collection<CallPath> callPaths) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return inTransaction(connection, () -> {
                try {
                    turn(connection, "D", mark, callPaths);
                    return discarded(connection, mark, callPaths);
                } catch (SQLException e) {
                    if (facts.dialect().isLockTimeout(e)) {
                        connection.rollback();
                        return Proof.IN_FLIGHT;
                    }
                    throw e;
                }
            });
        }
    }

    private Proof discarded(Connection connection, Mark mark, Collection<CallPath> callPaths) throws SQLException {
        Map<CallPath, String> states = states(connection, mark, callPaths);
        if (states.size() == callPaths.size()) {
            if (states.values().stream().allMatch("D"::equals)) {
                connection.commit();
                return Proof.LOST;
            }
            connection.rollback();
            if (states.values().stream().allMatch("C"::equals)) {
                return Proof.COMMITTED;
            }
        } else {
            connection.rollback();
            if (states.isEmpty()) {
                return Proof.UNKNOWN;
            }
        }
        throw new SQLException("Markers of " + resource + "#" + mark.ordinal() + " of group " + mark.groupId()
                + " - can't be discarded together: of the calls " + callPaths + " those with a marker are " + states
                + "; nothing is changed, a person must look into " + table.name());
    }

    private Map<CallPath, String> states(Connection connection, Mark mark, Collection<CallPath> callPaths)
            throws SQLException {
        TreeMap<CallPath, String> states = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(table.state())) {
            for (CallPath callPath : callPaths) {
                fill(select, 1, mark.groupId(), callPath, mark.ordinal());
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        states.put(callPath, row.getString(1));
                    }
                }
            }
        }
        return states;
    }

    /**
     * Puts a tombstone under each key, in a transaction of its own, and says what stands there: a tombstone that could be
     * put proves that the work is not committed, and forbids it from now on.
     *
     * @throws SQLException if nothing was found out, for instance because the rows contradict one another
     */
    Proof prove(GroupId groupId, Collection<CallPath> callPaths, int ordinal) throws SQLException {
        return prove(groupId, callPaths, ordinal, Proof.LOST);
    }

    /**
     * As {@link #prove}, but where nothing stands under any of the keys nothing is put there, and nothing is known: a mark of
     * a commit may have stood there and have been removed.
     *
     * @throws SQLException if nothing was found out, for instance because the rows contradict one another
     */
    Proof confirm(GroupId groupId, Collection<CallPath> callPaths, int ordinal) throws SQLException {
        return prove(groupId, callPaths, ordinal, Proof.UNKNOWN);
    }

    private Proof prove(GroupId groupId, Collection<CallPath> callPaths, int ordinal, Proof ifNothingStands)
            throws SQLException {
        if (callPaths.isEmpty()) {
            throw new IllegalArgumentException("Nothing can be proven of " + resource + "#" + ordinal + " of group "
                    + groupId + " without a call");
        }
        try (Connection connection = pool.getConnection()) {
            return inTransaction(connection, () -> {
                try {
                    return entomb(connection, groupId, new TreeSet<>(callPaths), ordinal, ifNothingStands);
                } catch (SQLException e) {
                    if (facts.dialect().isLockTimeout(e)) {
                        connection.rollback();
                        return Proof.IN_FLIGHT;
                    }
                    throw e;
                }
            });
        }
    }

    private Proof entomb(
            Connection connection, GroupId groupId, Set<CallPath> callPaths, int ordinal, Proof ifNothingStands)
            throws SQLException {
        Set<CallPath> found = new TreeSet<>();
        try (PreparedStatement insert = connection.prepareStatement(table.insertUnlessThere(facts.dialect()))) {
            for (CallPath callPath : callPaths) {
                int column = fill(insert, 1, groupId, callPath, ordinal);
                insert.setString(column, "T");
                insert.setString(column + 1, "");
                if (!isInserted(insert)) {
                    found.add(callPath);
                }
            }
        }
        if (found.isEmpty() && ifNothingStands != Proof.LOST) {
            connection.rollback();
            return ifNothingStands;
        }
        TreeMap<CallPath, String> states = new TreeMap<>();
        for (CallPath callPath : found) {
            states.put(callPath, state(connection, groupId, callPath, ordinal));
        }
        long committed = states.values().stream().filter("C"::equals).count();
        if (committed == 0) {
            connection.commit();
            return Proof.LOST;
        }
        connection.rollback();
        if (committed < callPaths.size()) {
            throw new SQLException("Markers of " + resource + "#" + ordinal + " of group " + groupId
                    + " - contradict one another: of the calls " + callPaths + " those with a marker are " + states
                    + ", but all rows of one connection are in one transaction; nothing is changed, a person must look"
                    + " into " + table.name());
        }
        return Proof.COMMITTED;
    }

    private static boolean isInserted(PreparedStatement insert) throws SQLException {
        try {
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state != null && state.startsWith("23")) {
                return false;
            }
            throw e;
        }
    }

    /** Waits for whoever is about to turn the row: what it says then, nobody can change who has not begun yet. */
    private String state(Connection connection, GroupId groupId, CallPath callPath, int ordinal) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(table.settledState(facts.dialect()))) {
            fill(select, 1, groupId, callPath, ordinal);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("Marker of call " + callPath + " of group " + groupId
                            + " - was removed while it was read; nothing is proven");
                }
                return row.getString(1);
            }
        }
    }

    /** Whether some call's row says committed; it may miss one that is being committed now. */
    boolean isCommitted(GroupId groupId, int ordinal) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return inTransaction(connection, () -> {
                try (PreparedStatement select = connection.prepareStatement(table.committed())) {
                    select.setString(1, groupId.toString());
                    select.setString(2, resource);
                    select.setInt(3, ordinal);
                    try (ResultSet row = select.executeQuery()) {
                        return row.next() && row.getInt(1) > 0;
                    }
                } finally {
                    connection.rollback();
                }
            });
        }
    }

    /**
     * Groups that have left rows, in the order of their names, which begin with the time at which they began.
     *
     * @param after those that come after it; null for the first
     * @param before when they began, at the latest, in milliseconds of the wall clock; only to leave the young ones alone
     * @param most how many at most
     */
    List<OldMark> groups(@Nullable GroupId after, long before, int most) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return inTransaction(connection, () -> {
                List<OldMark> groups = new ArrayList<>();
                try (PreparedStatement select = connection.prepareStatement(table.groups(facts.dialect(), most))) {
                    select.setString(1, after == null ? "" : after.toString());
                    select.setString(2, new UUID(before << 16, 0).toString());
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            groups.add(new OldMark(GroupId.parse(rows.getString(1)), new Epoch(rows.getString(2))));
                        }
                    }
                } finally {
                    connection.rollback();
                }
                return groups;
            });
        }
    }

    /** Removes the rows of groups; only of those that the managers call finished, so that nobody will ask for them. */
    void purge(List<GroupId> groups) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            inTransaction(connection, () -> {
                try (PreparedStatement delete = connection.prepareStatement(table.purge(groups.size()))) {
                    int column = 1;
                    for (GroupId groupId : groups) {
                        delete.setString(column++, groupId.toString());
                    }
                    delete.executeUpdate();
                    connection.commit();
                    return groups;
                }
            });
        }
    }

    private interface Step<T> {
        T run() throws SQLException;
    }

    /** Runs it with a bounded wait for locks, and leaves the connection as the pool gave it out. */
    private <T> T inTransaction(Connection connection, Step<T> step) throws SQLException {
        LockTimeout lockTimeout = new LockTimeout(connection, facts);
        connection.setAutoCommit(false);
        try {
            lockTimeout.limit(PATIENCE);
            return step.run();
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw e;
        } finally {
            putBack(connection, lockTimeout);
        }
    }

    /** What cannot be put back is closed for good; what was found out stays true. */
    private void putBack(Connection connection, LockTimeout lockTimeout) throws SQLException {
        try {
            lockTimeout.restore();
            connection.setAutoCommit(facts.autoCommit());
        } catch (SQLException e) {
            HeldConnection.logger.debug("A connection could not be given back as it was taken; it is closed", e);
            HikariPool.evict(pool, connection);
        }
    }
}
