package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** In what the databases differ that matters to a held connection. */
enum Dialect {
    /**
     * A failed statement fails the whole transaction, and its COMMIT is then a rollback without an error; constraints
     * may be deferred. Constraints stay immediate after the check, because only then do the locks stay that the check
     * took: with them a later commit can't fail on a constraint.
     */
    POSTGRESQL("SET CONSTRAINTS ALL IMMEDIATE", true, false, false),

    /** The query timeout belongs to the session, not to the statement. */
    H2("SELECT 1", false, true, true),

    /** As far as we know a failed statement undoes only itself. */
    OTHER("", false, false, true);

    private static final int VALID_SECONDS = 5;
    private static final String GUARD = "txgroup_statement";

    private final String check;
    private final boolean failureFailsTransaction;
    private final boolean sessionQueryTimeout;
    private final boolean definitionsCommit;

    Dialect(String check, boolean failureFailsTransaction, boolean sessionQueryTimeout, boolean definitionsCommit) {
        this.check = check;
        this.failureFailsTransaction = failureFailsTransaction;
        this.sessionQueryTimeout = sessionQueryTimeout;
        this.definitionsCommit = definitionsCommit;
    }

    /** The dialect that the connection's server speaks: by the product's name, never by its version. */
    static Dialect of(Connection connection) throws SQLException {
        return switch (connection.getMetaData().getDatabaseProductName()) {
            case "PostgreSQL" -> POSTGRESQL;
            case "H2" -> H2;
            default -> OTHER;
        };
    }

    /** Whether after a failed statement the transaction can only be rolled back, to a savepoint or as a whole. */
    boolean failureFailsTransaction() {
        return failureFailsTransaction;
    }

    /** Whether a statement's query timeout stays for the session's other statements. */
    boolean sessionQueryTimeout() {
        return sessionQueryTimeout;
    }

    /** Whether a statement that changes the schema commits what was done before it. */
    boolean definitionsCommit() {
        return definitionsCommit;
    }

    /** One cheap statement that fails if a commit would; empty if there is none that says more than a sign of life. */
    String check() {
        return check;
    }

    /** Fails if the transaction has failed, and leaves constraints as they are. */
    static void checkNotFailed(Connection connection) throws SQLException {
        execute(connection, "SELECT 1");
    }

    /** Fails if the session is gone. */
    static void checkAlive(Connection connection) throws SQLException {
        if (!connection.isValid(VALID_SECONDS)) {
            throw new SQLException(
                    "The session is gone: it gave no sign of life within " + VALID_SECONDS + " s", "08006");
        }
    }

    /** Before a statement in auto-commit: whatever becomes of it, what was done before it stays. */
    static void guard(Connection connection, boolean guarded) throws SQLException {
        execute(connection, (guarded ? "RELEASE SAVEPOINT " + GUARD + ";" : "") + "SAVEPOINT " + GUARD);
    }

    /** After a statement in auto-commit failed: undoes only it. */
    static void undoGuarded(Connection connection) throws SQLException {
        execute(connection, "ROLLBACK TO SAVEPOINT " + GUARD);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
