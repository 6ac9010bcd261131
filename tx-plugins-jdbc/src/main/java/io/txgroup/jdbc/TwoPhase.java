package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How a database makes the work of one session safe before it is decided, and ends it then. What it calls the work is an
 * identifier of {@link #id}, which can stand in a statement as it is. XA, unless a database has its own way.
 */
enum TwoPhase {
    /** The session is free once the work is prepared, and any other may end it. */
    POSTGRESQL(false, true) {
        @Override
        void prepare(Connection connection, String id) throws SQLException {
            // preparing a failed transaction answers ROLLBACK and is no error; the first statement makes it one
            try {
                Dialect.execute(connection, "SELECT 1;PREPARE TRANSACTION " + id);
            } catch (SQLException e) {
                throw OUT_OF_MEMORY.equals(e.getSQLState()) ? exhausted(connection, e) : e;
            }
            if (!listed(connection, id)) {
                throw new SQLException("the server rolled the transaction back instead of preparing it", "25P02");
            }
            // the look was in a transaction of its own
            connection.rollback();
        }

        private SQLException exhausted(Connection connection, SQLException failure) throws SQLException {
            connection.rollback();
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT current_setting('max_prepared_transactions'), COUNT(*),"
                                    + " EXTRACT(EPOCH FROM now() - MIN(prepared)) FROM pg_prepared_xacts")) {
                row.next();
                return new SQLException(
                        "the server can prepare no more: max_prepared_transactions=" + row.getString(1) + ", prepared="
                                + row.getInt(2) + ", the oldest for " + row.getLong(3)
                                + " s; raise it to what all services hold at once, or look who left old ones behind",
                        failure.getSQLState(),
                        failure);
            }
        }

        private boolean listed(Connection connection, String id) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_prepared_xacts WHERE gid = " + id)) {
                return rows.next();
            }
        }

        @Override
        void end(Connection connection, String id, boolean commit) throws SQLException {
            Dialect.execute(connection, (commit ? "COMMIT PREPARED " : "ROLLBACK PREPARED ") + id);
        }

        @Override
        List<String> names(Connection connection, String owner) throws SQLException {
            return texts(
                    connection,
                    "SELECT gid FROM pg_prepared_xacts WHERE database = current_database() AND gid LIKE '" + owner
                            + "%'");
        }

        @Override
        boolean isUnknown(SQLException failure) {
            return "42704".equals(failure.getSQLState());
        }

        @Override
        void begin(Connection connection, String id) {}

        @Override
        void commitAlone(Connection connection, String id) throws SQLException {
            connection.commit();
        }

        @Override
        void rollBackAlone(Connection connection, String id) throws SQLException {
            connection.rollback();
        }

        @Override
        String id(BranchName name) {
            return "'" + name + "'";
        }

        @Override
        String id(String owner, String probe) {
            return "'" + owner + "." + PROBE + "." + probe + "'";
        }
    },

    /**
     * XA is begun before there is work, and then the server refuses to commit and roll back otherwise. Prepared work is the
     * session's until that ends; others hear that there is no such branch.
     */
    XA(true, false),

    /** XA of a server that parts prepared work from its session at once, as MySQL does from 8.0.29: any other may end it. */
    DETACHED_XA(true, true);

    /** What stands in the name of a branch that only tries whether it can be done. */
    static final String PROBE = "probe";

    private static final String OUT_OF_MEMORY = "53200";
    private static final int XAER_NOTA = 1397;

    private final boolean begins;
    private final boolean freesSession;

    TwoPhase(boolean begins, boolean freesSession) {
        this.begins = begins;
        this.freesSession = freesSession;
    }

    /** Whether it must be said before there is work; JDBC's commit and rollback are refused from then on. */
    boolean begins() {
        return begins;
    }

    /** Whether the session may do other work once its work is prepared. */
    boolean freesSession() {
        return freesSession;
    }

    /** Says that what comes next is one piece of work; auto-commit is off. */
    void begin(Connection connection, String id) throws SQLException {
        Dialect.execute(connection, "XA START " + id);
    }

    /** Commits work that was not prepared. */
    void commitAlone(Connection connection, String id) throws SQLException {
        Dialect.execute(connection, "XA END " + id);
        Dialect.execute(connection, "XA COMMIT " + id + " ONE PHASE");
    }

    /** Rolls back work that was not prepared. */
    void rollBackAlone(Connection connection, String id) throws SQLException {
        try {
            Dialect.execute(connection, "XA END " + id);
        } catch (SQLException e) {
            // after a deadlock, or a prepare that failed half way, it has ended; else the rollback fails
            HeldConnection.logger.debug("XA END {} was refused, so it has ended", id, e);
        }
        Dialect.execute(connection, "XA ROLLBACK " + id);
    }

    /** Makes the work safe; fails if it is not. */
    void prepare(Connection connection, String id) throws SQLException {
        Dialect.execute(connection, "XA END " + id);
        Dialect.execute(connection, "XA PREPARE " + id);
    }

    /** Ends prepared work. */
    void end(Connection connection, String id, boolean commit) throws SQLException {
        Dialect.execute(connection, (commit ? "XA COMMIT " : "XA ROLLBACK ") + id);
    }

    /** The names of what is prepared here and begins with the owner's digits. */
    List<String> names(Connection connection, String owner) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("XA RECOVER")) {
            while (rows.next()) {
                String data = rows.getString(4);
                int split = rows.getInt(2);
                if (rows.getInt(1) == BranchName.XA_FORMAT && data.startsWith(owner) && split <= data.length()) {
                    names.add(data.substring(0, split) + "." + data.substring(split));
                }
            }
        }
        return names;
    }

    /** Whether it says that there is no such branch, or that it is another session's that is still connected. */
    boolean isUnknown(SQLException failure) {
        return failure.getErrorCode() == XAER_NOTA;
    }

    /** How statements name a branch. */
    String id(BranchName name) {
        return name.xid();
    }

    /** How statements name a probe. */
    String id(String owner, String probe) {
        return BranchName.xid(owner + "." + PROBE + "." + probe, "");
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
