package io.txgroup.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a pool can be asked for by the names that each make has for it.
 *
 * @param size how many connections it has at most; 0 if it has no limit, or nobody knows
 * @param waitsForEver whether whoever asks for a connection waits as long as it takes
 */
record PoolFacts(int size, boolean waitsForEver) {
    /** HikariCP; Druid and Tomcat; Commons DBCP 2; c3p0 and Oracle UCP. */
    private static final List<String> SIZES =
            List.of("getMaximumPoolSize", "getMaxActive", "getMaxTotal", "getMaxPoolSize");

    /** Of Druid and Tomcat, in milliseconds. */
    private static final String WAIT = "getMaxWait";

    static PoolFacts of(DataSource pool) throws SQLException {
        return new PoolFacts(
                Math.max(0, size(pool)), asked(pool, WAIT) instanceof Number millis && millis.longValue() <= 0);
    }

    private static int size(DataSource pool) throws SQLException {
        for (String getter : SIZES) {
            if (asked(pool, getter) instanceof Integer size) {
                return size;
            }
        }
        return HikariPool.size(pool);
    }

    private static @Nullable Object asked(DataSource pool, String getter) {
        try {
            return pool.getClass().getMethod(getter).invoke(pool);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException other) {
            // a pool of another make, or one that hides its class
            return null;
        }
    }
}
