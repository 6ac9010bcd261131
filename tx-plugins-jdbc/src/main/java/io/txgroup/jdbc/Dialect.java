package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

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

    /**
     * A failed statement undoes only itself, but for a deadlock, and with {@code innodb_rollback_on_timeout} a lock wait,
     * which undo the transaction; the next statement then begins another one. The server tells whether one is open.
     */
    MARIADB("SELECT @@in_transaction", false, false, true),

    /**
     * As MariaDB, but whether a transaction is open is told only by a statement that is refused inside of one. It then
     * changes nothing, and outside of one nothing but what the next transaction is by default.
     */
    MYSQL("SELECT 1", false, false, true),

    /** As far as we know a failed statement undoes only itself. */
    OTHER("", false, false, true);

    private static final int VALID_SECONDS = 5;
    private static final String GUARD = "txgroup_statement";
    private static final String REFUSED_IN_TRANSACTION = "SET TRANSACTION READ WRITE";
    private static final int REFUSAL_IN_TRANSACTION = 1568;

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

    /**
     * The dialect that the connection's server speaks: by the product's name, never by its version. What calls itself
     * MySQL or MariaDB is tried out: MySQL's driver calls MariaDB so too, and some servers only understand its protocol.
     */
    static Dialect of(Connection connection) throws SQLException {
        return switch (connection.getMetaData().getDatabaseProductName()) {
            case "PostgreSQL" -> POSTGRESQL;
            case "H2" -> H2;
            case "MariaDB", "MySQL" -> tried(connection);
            default -> OTHER;
        };
    }

    private static Dialect tried(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!variable(statement, "in_transaction").isEmpty()) {
                return MARIADB;
            }
            statement.execute("START TRANSACTION");
            try {
                return MYSQL.isTransactionOpen(statement) ? MYSQL : OTHER;
            } finally {
                statement.execute("ROLLBACK");
            }
        }
    }

    /** A variable of the session; empty if the server has none of that name. */
    private static String variable(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("SHOW SESSION VARIABLES WHERE Variable_name = '" + name + "'")) {
            return row.next() ? row.getString(2) : "";
        }
    }

    /** Whether after a failed statement the transaction can only be rolled back, to a savepoint or as a whole. */
    boolean failureFailsTransaction() {
        return failureFailsTransaction;
    }

    /** Whether a statement's query timeout stays for the session's other statements. */
    boolean sessionQueryTimeout() {
        return sessionQueryTimeout;
    }

    /** Whether such a statement, which changes the schema, commits what was done before it. */
    boolean commits(String definition) {
        return definitionsCommit && !(isOfMysqlsFamily() && SqlKind.isOfTemporaryTable(definition));
    }

    /** Whether there is a statement that says more about a transaction than a sign of life. */
    boolean hasCheck() {
        return !check.isEmpty();
    }

    /**
     * Fails if a commit would, or would commit less than was done.
     *
     * @param wrote whether something was written, so that a transaction must be open
     */
    void check(Statement statement, boolean wrote) throws SQLException {
        if (!isOfMysqlsFamily() || !wrote) {
            statement.execute(check);
        } else if (!isTransactionOpen(statement)) {
            throw new SQLException(
                    "its transaction is not open any more, so the work was rolled back or committed by itself: by a"
                            + " statement in a procedure that commits, or in a table whose engine knows no transactions",
                    "25000");
        }
    }

    private boolean isOfMysqlsFamily() {
        return this == MARIADB || this == MYSQL;
    }

    private boolean isTransactionOpen(Statement statement) throws SQLException {
        if (this == MARIADB) {
            return statement.execute(check) && isOne(statement);
        }
        try {
            statement.execute(REFUSED_IN_TRANSACTION);
            return false;
        } catch (SQLException e) {
            if (e.getErrorCode() == REFUSAL_IN_TRANSACTION) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Whether the database has undone the whole transaction, and not only the statement that failed. Where it fails the
     * transaction that is for others to find out.
     *
     * @param wrote whether something was written before
     */
    boolean undidTransaction(Connection connection, SQLException failure, boolean wrote) throws SQLException {
        if (failureFailsTransaction) {
            return false;
        }
        @Nullable String state = failure.getSQLState();
        if (state != null && state.startsWith("40")) {
            return true;
        }
        if (!isOfMysqlsFamily() || !wrote) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            return !isTransactionOpen(statement);
        }
    }

    private static boolean isOne(Statement statement) throws SQLException {
        try (ResultSet row = statement.getResultSet()) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    /** Whether the server only follows another one: then nothing can be written, nor lost. */
    boolean isReplica(Connection connection) throws SQLException {
        if (this != POSTGRESQL) {
            return false;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** How its work is prepared in such sessions; null if it can't be, or nobody knows. */
    @Nullable
    TwoPhase twoPhase(Connection connection) throws SQLException {
        return switch (this) {
            case POSTGRESQL -> TwoPhase.POSTGRESQL;
            case MARIADB -> TwoPhase.XA;
            case MYSQL -> detaches(connection) ? TwoPhase.DETACHED_XA : TwoPhase.XA;
            case H2, OTHER -> null;
        };
    }

    private static boolean detaches(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return "ON".equals(variable(statement, "xa_detach_on_prepare"));
        }
    }

    /** What to change if it can't be. */
    String howToPrepare() {
        return switch (this) {
            case POSTGRESQL ->
                "Set max_prepared_transactions in postgresql.conf to at least the connections that all services hold at"
                        + " once (max_connections is a good value) and restart the server, or set tx.jdbc.guarantee=held.";
            case MARIADB ->
                "Let the user run XA START, XA PREPARE and XA RECOVER (a proxy such as MaxScale or Galera may forbid"
                        + " them), or set tx.jdbc.guarantee=held.";
            case MYSQL ->
                "Let the user see what is prepared (GRANT XA_RECOVER_ADMIN ON *.*) and run XA START and XA PREPARE (a"
                        + " proxy may forbid them), or set tx.jdbc.guarantee=held.";
            case H2, OTHER -> "Use PostgreSQL or MariaDB by their own drivers, or set tx.jdbc.guarantee=held.";
        };
    }

    /** Of the script that makes the table of markers. */
    String scriptName() {
        return switch (this) {
            case POSTGRESQL -> "postgresql";
            case H2 -> "h2";
            case MARIADB, MYSQL, OTHER -> "mariadb";
        };
    }

    /** Whether a statement has waited for a lock in vain. */
    boolean isLockTimeout(SQLException failure) {
        return switch (this) {
            case POSTGRESQL -> "55P03".equals(failure.getSQLState());
            case H2 -> failure.getErrorCode() == 50200;
            case MARIADB, MYSQL, OTHER -> failure.getErrorCode() == 1205;
        };
    }

    /** What answers how long the session waits for a lock, in milliseconds; empty if nobody knows. */
    String lockTimeoutQuery() {
        return switch (this) {
            case POSTGRESQL -> "SELECT setting FROM pg_settings WHERE name = 'lock_timeout'";
            case H2 -> "CALL LOCK_TIMEOUT()";
            case MARIADB, MYSQL -> "SELECT @@innodb_lock_wait_timeout * 1000";
            case OTHER -> "";
        };
    }

    /** What sets it; on PostgreSQL until the transaction ends. */
    String lockTimeoutCommand(long millis) {
        return switch (this) {
            case POSTGRESQL -> "SET LOCAL lock_timeout = " + millis;
            case H2 -> "SET LOCK_TIMEOUT " + millis;
            case MARIADB, MYSQL -> "SET SESSION innodb_lock_wait_timeout = " + (millis + 999) / 1000;
            case OTHER -> throw new IllegalStateException("Nobody knows how this database is told");
        };
    }

    /** Whether the lock timeout ends with the transaction by itself. */
    boolean lockTimeoutEndsWithTransaction() {
        return this == POSTGRESQL;
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

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
