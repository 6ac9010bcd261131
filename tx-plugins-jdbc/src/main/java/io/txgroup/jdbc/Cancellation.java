package io.txgroup.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the statement that runs on one connection is cancelled; may be tried again and again, and may wait for the network. */
@FunctionalInterface
interface Cancellation {
    /** Cancels the statement if it runs. */
    void cancel(Statement statement) throws SQLException;

    /**
     * What works on that connection. PostgreSQL's driver cancels an execution of a statement once at most, and the server
     * ignores a request that overtakes the query; so there the connection is asked, which can be done again.
     */
    static Cancellation of(Connection connection, Dialect dialect) throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            Connection ofDriver = connection.unwrap(Connection.class);
            try {
                Method cancelQuery = ofDriver.getClass().getMethod("cancelQuery");
                return statement -> call(cancelQuery, ofDriver);
            } catch (NoSuchMethodException e) {
                Logger logger = LoggerFactory.getLogger(Cancellation.class);
                logger.debug("{} is not the driver that we know, its statements are cancelled once", ofDriver, e);
            }
        }
        return Statement::cancel;
    }

    private static void call(Method method, Connection target) throws SQLException {
        try {
            method.invoke(target);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new SQLException("The driver can't cancel: " + e.getCause(), e);
        }
    }
}
