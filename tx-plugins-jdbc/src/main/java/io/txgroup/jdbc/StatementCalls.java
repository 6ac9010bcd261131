package io.txgroup.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Answers the calls that the application makes on a statement of a logical connection. */
final class StatementCalls implements InvocationHandler {
    private final Connection connection;
    private final Lane lane;
    private final Statement target;
    private final boolean prepared;
    private boolean reads;
    private int wantedTimeout;
    private int setTimeout;

    /** With the text of a prepared statement; null if it has none yet. */
    StatementCalls(Connection connection, Lane lane, Statement target, @Nullable String sql) {
        this.connection = connection;
        this.prepared = sql != null;
        this.reads = sql != null && SqlKind.byFirstWord(sql) == SqlKind.READ;
        this.lane = lane;
        this.target = target;
    }

    static Object proxy(Class<?> type, InvocationHandler calls) {
        return Proxy.newProxyInstance(StatementCalls.class.getClassLoader(), new Class<?>[] {type}, calls);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        JdbcCall call = new JdbcCall(method, arguments);
        return switch (call.name()) {
            case "equals" -> proxy == call.argument(0);
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> target.toString();
            case "getConnection" -> connection;
            case "close" -> {
                close();
                yield null;
            }
            // not locked: these are for when another thread runs the statement
            case "isClosed", "cancel" -> call.on(target);
            case "unwrap", "isWrapperFor" -> unwrapped(proxy, call);
            case "getQueryTimeout" -> wantedTimeout;
            case "setQueryTimeout" -> {
                setQueryTimeout(call.number(0));
                yield null;
            }
            case "addBatch" -> {
                check(call);
                yield onTarget(proxy, call);
            }
            case "execute",
                    "executeQuery",
                    "executeUpdate",
                    "executeBatch",
                    "executeLargeUpdate",
                    "executeLargeBatch" -> {
                check(call);
                yield execute(proxy, call);
            }
            default -> onTarget(proxy, call);
        };
    }

    private void check(JdbcCall call) throws SQLException {
        String sql = call.sql();
        if (sql != null) {
            lane.check(sql);
        }
        if (!prepared) {
            reads = sql != null && SqlKind.byFirstWord(sql) == SqlKind.READ;
        }
    }

    private void setQueryTimeout(int seconds) throws SQLException {
        if (seconds < 0) {
            throw new SQLException("The query timeout is " + seconds + ", less than 0", "22023");
        }
        wantedTimeout = seconds;
    }

    private @Nullable Object execute(Object proxy, JdbcCall call) throws Throwable {
        lane.enter();
        try {
            lane.beforeWork(reads);
            setTimeout = lane.limitTime(target, setTimeout, wantedTimeout);
            @Nullable Object result = run(call);
            lane.afterWork();
            return wrapped(proxy, result);
        } finally {
            lane.exit();
        }
    }

    private @Nullable Object run(JdbcCall call) throws Throwable {
        lane.running(target);
        try {
            return call.on(target);
        } catch (SQLException e) {
            lane.running(null);
            clean(e);
            throw e;
        } finally {
            lane.running(null);
        }
    }

    private void clean(SQLException failure) {
        try {
            lane.afterFailure(failure);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private @Nullable Object onTarget(Object proxy, JdbcCall call) throws Throwable {
        lane.enter();
        try {
            return wrapped(proxy, call.on(target));
        } finally {
            lane.exit();
        }
    }

    private @Nullable Object wrapped(Object proxy, @Nullable Object result) {
        return result instanceof ResultSet rows
                ? proxy(ResultSet.class, new ResultSetCalls((Statement) proxy, lane, rows))
                : result;
    }

    private @Nullable Object unwrapped(Object proxy, JdbcCall call) throws Throwable {
        boolean self = call.argument(0) instanceof Class<?> type && type.isInstance(proxy);
        if (call.name().equals("isWrapperFor")) {
            return self || Boolean.TRUE.equals(call.on(target));
        }
        return self ? proxy : call.on(target);
    }

    private void close() throws SQLException {
        if (!lane.enterIfAlive()) {
            return;
        }
        try {
            lane.closed(target);
            target.close();
        } finally {
            lane.exit();
        }
    }
}
