package io.txgroup.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
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

    /** Closes the physical connection for good, so that nobody is given it again; false if the pool can't. */
    static boolean evict(DataSource pool, Connection connection) throws SQLException {
        if (!PRESENT || !pool.isWrapperFor(HikariDataSource.class)) {
            return false;
        }
        pool.unwrap(HikariDataSource.class).evictConnection(connection);
        return true;
    }
}
