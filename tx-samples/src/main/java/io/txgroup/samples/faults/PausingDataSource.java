package io.txgroup.samples.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * {@link Fault#PAUSE_BEFORE_COMMIT}: the true commit of a connection that was taken for such a request waits at the pause.
 * It stands below what holds connections for groups, so the group's outcome is known by then. Thread-safe.
 */
final class PausingDataSource extends DelegatingDataSource {
    private final String service;
    private final PausePoint pausePoint;

    PausingDataSource(DataSource pool, String service, PausePoint pausePoint) {
        super(pool);
        this.service = service;
        this.pausePoint = pausePoint;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        boolean pauses = Fault.of(service)
                .filter(fault -> fault.kind().equals(Fault.PAUSE_BEFORE_COMMIT))
                .isPresent();
        return pauses ? pausing(connection) : connection;
    }

    private Connection pausing(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                PausingDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> call(connection, method, arguments));
    }

    private @Nullable Object call(Connection connection, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("commit")) {
            awaitEndOfPause();
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void awaitEndOfPause() throws SQLException {
        try {
            pausePoint.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted in the pause before a commit that the request asked for", e);
        }
    }
}
