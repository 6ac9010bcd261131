package io.txgroup.jdbc;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The work on one held connection as its database sees it: a local transaction, or one that can be prepared. Used under
 * the connection's lock.
 */
final class Branch {
    private final Connection connection;
    private final @Nullable TwoPhase twoPhase;
    private final @Nullable BranchName name;
    private final String id;
    private boolean prepared;

    private Branch(Connection connection, @Nullable TwoPhase twoPhase, @Nullable BranchName name) {
        this.connection = connection;
        this.twoPhase = twoPhase;
        this.name = name;
        this.id = twoPhase == null || name == null ? "" : twoPhase.id(name);
    }

    /** A local transaction that can only be held. */
    static Branch held(Connection connection) {
        return new Branch(connection, null, null);
    }

    /** One that can be prepared under that name. */
    static Branch durable(Connection connection, TwoPhase twoPhase, BranchName name) {
        return new Branch(connection, twoPhase, name);
    }

    boolean canPrepare() {
        return twoPhase != null;
    }

    /** Whether it is safe: ending its session does not end it any more. */
    boolean isPrepared() {
        return prepared;
    }

    /** Whether its session may do other work now. */
    boolean hasFreedSession() {
        return prepared && twoPhase != null && twoPhase.freesSession();
    }

    /** The name of a branch that can be prepared. */
    BranchName name() {
        return requireNonNull(name, "a branch that is only held has no name");
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
        if (twoPhase != null) {
            twoPhase.begin(connection, id);
        }
    }

    /** Rolls back all of it; what comes next is work of the same branch. What is prepared only the outcome ends. */
    void beginAnew() throws SQLException {
        if (prepared) {
            throw new SQLException("Branch " + name + " - is prepared: only the group's outcome ends it", "25000");
        }
        rollBack();
        if (twoPhase != null) {
            twoPhase.begin(connection, id);
        }
    }

    /** The database has rolled it back by itself; what comes next is work of the same branch. */
    void beginAfterUndo() throws SQLException {
        if (twoPhase != null && twoPhase.begins()) {
            beginAnew();
        }
    }

    /** Makes it safe, or, if that can't be, looks whether its session is alive. */
    void prepare() throws SQLException {
        if (twoPhase == null) {
            Dialect.checkAlive(connection);
        } else if (!prepared) {
            twoPhase.prepare(connection, id);
            prepared = true;
        }
    }

    /** Commits on the very session; not for a branch whose session is free. */
    void commit() throws SQLException {
        if (twoPhase == null) {
            connection.commit();
        } else if (prepared) {
            twoPhase.end(connection, id, true);
        } else {
            twoPhase.commitAlone(connection, id);
        }
    }

    /** Rolls back on the very session; not for a branch whose session is free. */
    void rollBack() throws SQLException {
        if (twoPhase == null) {
            connection.rollback();
        } else if (prepared) {
            twoPhase.end(connection, id, false);
        } else {
            twoPhase.rollBackAlone(connection, id);
        }
    }
}
