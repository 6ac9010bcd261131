package io.txgroup.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.util.ClassUtils;

/** What only HikariCP can be asked for. Of any other pool nothing is known. */
final class HikariPool {
    private static final boolean PRESENT =
            ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", HikariPool.class.getClassLoader());

    private HikariPool() {}

    /** How many connections the pool inside has at most; 0 if it is another. */
    static int size(DataSource pool) throws SQLException {
        return PRESENT && pool.isWrapperFor(HikariDataSource.class)
                ? pool.unwrap(HikariDataSource.class).getMaximumPoolSize()
                : 0;
    }

    /** A held connection looks like a leaked one if the pool's patience is shorter than a group's time. */
    static void warnOfLeakDetection(String name, DataSource pool, Duration groupTime) throws SQLException {
        if (!PRESENT || !pool.isWrapperFor(HikariDataSource.class)) {
            return;
        }
        long threshold = pool.unwrap(HikariDataSource.class).getLeakDetectionThreshold();
        if (threshold > 0 && threshold < groupTime.toMillis()) {
            HeldConnection.logger.warn(
                    "DataSource {} - its pool's leak-detection-threshold is {} ms, but a group may hold a connection for"
                            + " {} ms: it will report connections as leaked that are not; set it above that",
                    name,
                    threshold,
                    groupTime.toMillis());
        }
    }

    /** Closes the physical connection for good, so that nobody is given it again; false if the pool can't. */
    static boolean evict(DataSource pool, Connection connection) throws SQLException {
        if (!PRESENT || !pool.isWrapperFor(HikariDataSource.class)) {
            return false;
        }
        pool.unwrap(HikariDataSource.class).evictConnection(connection);
        return true;
    }
}
