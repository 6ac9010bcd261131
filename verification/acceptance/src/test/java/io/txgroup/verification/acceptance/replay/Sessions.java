package io.txgroup.verification.acceptance.replay;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The sessions of one process with a database, which end with it. */
final class Sessions extends DelegatingDataSource {
    private final List<Connection> open = new ArrayList<>();

    Sessions(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        setTargetDataSource(database);
    }

    @Override
    public Connection getConnection() throws SQLException {
        open.removeIf(Sessions::isClosed);
        Connection session = super.getConnection();
        open.add(session);
        return session;
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many are open: between groups and redos there is none. */
    long inUse() {
        return open.stream().filter(session -> !isClosed(session)).count();
    }

    /** The process is gone: what was open is rolled back. */
    void kill() {
        for (Connection session : open) {
            try {
                if (!session.isClosed()) {
                    session.rollback();
                    session.close();
                }
            } catch (SQLException e) {
                throw new IllegalStateException("A session could not be ended", e);
            }
        }
    }
}
