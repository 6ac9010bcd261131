package io.txgroup.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** How many connections a pool has at most, as each make of pool calls it. */
final class PoolSize {
    /** HikariCP; Druid and Tomcat; Commons DBCP 2; c3p0 and Oracle UCP. */
    private static final List<String> GETTERS =
            List.of("getMaximumPoolSize", "getMaxActive", "getMaxTotal", "getMaxPoolSize");

    private PoolSize() {}

    /** The size; 0 if it has none, or nobody knows. */
    static int of(DataSource pool) throws SQLException {
        int size = asked(pool);
        if (size == 0) {
            size = HikariPool.size(pool);
        }
        return Math.max(0, size);
    }

    private static int asked(DataSource pool) {
        for (String getter : GETTERS) {
            try {
                Method method = pool.getClass().getMethod(getter);
                if (method.invoke(pool) instanceof Integer size) {
                    return size;
                }
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException other) {
                // a pool of another make, or one that hides its class
                continue;
            }
        }
        return 0;
    }
}
