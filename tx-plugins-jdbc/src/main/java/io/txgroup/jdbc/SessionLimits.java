package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The times after which a server ends a session, or its transaction, by itself. Each ends a connection that is held. */
final class SessionLimits {
    private static final List<String> POSTGRESQL =
            List.of("idle_in_transaction_session_timeout", "transaction_timeout", "idle_session_timeout");

    /** MySQL has only the first. */
    private static final List<String> MARIADB = List.of(
            "wait_timeout",
            "idle_transaction_timeout",
            "idle_write_transaction_timeout",
            "idle_readonly_transaction_timeout",
            "max_statement_time");

    private SessionLimits() {}

    /** Warns of each that is shorter than a group may go on. */
    static void warn(String dataSource, Connection connection, Dialect dialect, Duration groupTime)
            throws SQLException {
        String query =
                switch (dialect) {
                    case POSTGRESQL ->
                        "SELECT name, setting FROM pg_settings WHERE unit = 'ms' AND name IN " + in(POSTGRESQL);
                    case MARIADB, MYSQL -> "SHOW SESSION VARIABLES WHERE Variable_name IN " + in(MARIADB);
                    case H2, OTHER -> "";
                };
        if (query.isEmpty()) {
            return;
        }
        double perSecond = dialect == Dialect.POSTGRESQL ? 1_000 : 1;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                double seconds = rows.getDouble(2) / perSecond;
                if (seconds > 0 && seconds * 1_000 < groupTime.toMillis()) {
                    HeldConnection.logger.warn(
                            "DataSource {} - the server's {} is {} s, but a group may hold a connection for {} s"
                                    + " (tx.client.timeout): it will end held work; set it above that for this user",
                            dataSource,
                            rows.getString(1).toLowerCase(Locale.ROOT),
                            seconds,
                            groupTime.toMillis() / 1_000.0);
                }
            }
        }
    }

    private static String in(List<String> names) {
        return "('" + String.join("', '", names) + "')";
    }
}
