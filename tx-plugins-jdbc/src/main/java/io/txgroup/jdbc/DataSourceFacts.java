package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a DataSource's connections, asked of one of them once: how each is when the pool gives it out.
 *
 * @param dialect what its database speaks
 * @param autoCommit whether auto-commit is on
 * @param queryTimeout the statements' query timeout in seconds
 * @param lockTimeout how long a session waits for a lock, in milliseconds
 * @param defaults the settings; one that the driver knows nothing of is missing
 */
record DataSourceFacts(
        Dialect dialect,
        boolean autoCommit,
        int queryTimeout,
        long lockTimeout,
        Map<Setting, @Nullable Object> defaults) {

    static DataSourceFacts of(Connection connection) throws SQLException {
        EnumMap<Setting, @Nullable Object> defaults = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            try {
                defaults.put(setting, setting.read(connection));
            } catch (SQLException | AbstractMethodError unsupported) {
                // then nobody can have changed it: whoever asks is told the same by the driver
                defaults.remove(setting);
            }
        }
        try (Statement statement = connection.createStatement()) {
            Dialect dialect = Dialect.of(connection);
            return new DataSourceFacts(
                    dialect,
                    connection.getAutoCommit(),
                    statement.getQueryTimeout(),
                    LockTimeout.usual(dialect, statement),
                    Collections.unmodifiableMap(defaults));
        }
    }
}
