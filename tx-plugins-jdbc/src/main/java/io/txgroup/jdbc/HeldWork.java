package io.txgroup.jdbc;

import io.txgroup.client.spi.Repair;
import io.txgroup.protocol.CallPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** What was done on one held connection, and what it left behind. Used under the connection's lock. */
final class HeldWork {
    private final String subject;
    private final Session session;
    private final Connection connection;
    private final Dialect dialect;
    private final Branch branch;
    private final Set<CallPath> marked = new TreeSet<>();

    private volatile boolean worked;
    private volatile boolean finished;
    private boolean wrote;
    private boolean repaired;
    private boolean guarded;
    private boolean holding;
    private int isolation;

    HeldWork(String subject, Session session, DataSourceFacts facts, Branch branch) {
        this.subject = subject;
        this.session = session;
        this.connection = session.connection();
        this.dialect = facts.dialect();
        this.branch = branch;
        this.isolation = facts.defaults().get(Setting.ISOLATION) instanceof Integer level ? level : 0;
    }

    /**
     * From now on the work is held. It is the last thing before the first statement: here a database begins what can be
     * prepared, if that must be said before there is work.
     */
    void hold() throws SQLException {
        if (!holding) {
            branch.begin();
            holding = true;
        }
    }

    boolean isHolding() {
        return holding;
    }

    /** Asks for an isolation level; one that is weaker than what the held transaction has anyway is as good. */
    void isolate(int level) throws SQLException {
        if (holding && level <= isolation) {
            return;
        }
        if (worked) {
            throw new SQLException(
                    "Connection " + subject + " - can't change to isolation level " + level
                            + ": it has been held with level " + isolation
                            + " since its first use; ask for it there, or use REQUIRES_NEW",
                    "25001");
        }
        if (holding) {
            branch.rollBack();
            session.lockTimeout().undone();
        }
        session.changed().write(Setting.ISOLATION, level);
        isolation = level;
        if (holding) {
            branch.begin();
        }
    }

    boolean hasWorked() {
        return worked;
    }

    /** What comes next waits for no lock longer than the group may go on. */
    void limitWaits(Duration left) throws SQLException {
        session.lockTimeout().limit(left);
    }

    void works() {
        worked = true;
    }

    /** Turns the tombstones of the lost work that is about to be done again, once, in the very transaction of it. */
    void repair(CommitMarkers markers, CommitMarkers.Mark mark, Repair repair) throws SQLException {
        if (repaired) {
            return;
        }
        int[] turned = new int[1];
        try {
            session.lockTimeout()
                    .briefly(
                            CommitMarkers.PATIENCE,
                            () -> turned[0] = markers.repair(connection, mark, repair.callPaths()));
        } catch (SQLException e) {
            if (dialect.isLockTimeout(e)
                    || (e.getSQLState() != null && e.getSQLState().startsWith("40"))) {
                repair.busy("somebody else has the tombstones of " + subject + ": " + e.getMessage());
            }
            throw e;
        }
        if (turned[0] != repair.callPaths().size()) {
            String why = "of the calls " + repair.callPaths() + " " + turned[0] + " had a tombstone in " + subject;
            repair.changed(why);
            throw new SQLException("Connection " + subject + " - can't be repaired: " + why, "25000");
        }
        marked.addAll(repair.callPaths());
        repaired = true;
        wrote = true;
    }

    /** Back to a savepoint, before which some of the session's settings may have been others. */
    void wentBack() {
        session.lockTimeout().undone();
    }

    /** Something was written. */
    void wrote() {
        wrote = true;
    }

    boolean hasWritten() {
        return wrote;
    }

    /** Whether the database has undone everything because of that failure. */
    boolean wasUndoneBy(SQLException failure) throws SQLException {
        if (!dialect.undidTransaction(connection, failure, wrote)) {
            return false;
        }
        branch.beginAfterUndo();
        return true;
    }

    /** Rolls back all of it; the connection stays held. */
    void undo() throws SQLException {
        branch.beginAnew();
        undone();
    }

    /** Whether there is work of a local transaction that the application takes for committed. */
    boolean isFinished() {
        return finished;
    }

    void finishes() {
        finished = worked;
    }

    /** All of it was rolled back. */
    void undone() {
        worked = false;
        wrote = false;
        finished = false;
        guarded = false;
        marked.clear();
        repaired = false;
        session.lockTimeout().undone();
    }

    /** Protects what was done so far from the failure of the next statement. */
    void guard() throws SQLException {
        Dialect.guard(connection, guarded);
        guarded = true;
    }

    /** Leaves a marker for each of these calls that has none here yet. */
    void mark(CommitMarkers markers, CommitMarkers.Mark mark, Set<CallPath> callPaths) throws SQLException {
        Set<CallPath> unmarked = new TreeSet<>(callPaths);
        unmarked.removeAll(marked);
        if (unmarked.isEmpty()) {
            return;
        }
        try {
            markers.insert(connection, mark, unmarked);
        } catch (SQLException e) {
            throw new SQLException(
                    "Connection " + subject + " - can't leave its markers for the calls " + unmarked + " in "
                            + markers.table().name() + ": " + e.getMessage(),
                    e.getSQLState(),
                    e);
        }
        marked.addAll(unmarked);
        wrote = true;
    }

    /** The calls that have a marker in it. */
    Set<CallPath> marked() {
        return Set.copyOf(marked);
    }
}
