package io.txgroup.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Answers the calls on a result set: only its way back to the connection differs. */
final class ResultSetCalls implements InvocationHandler {
    private final @Nullable Statement statement;
    private final Lane lane;
    private final ResultSet target;

    /** With the application's statement; null for what metadata answers. */
    ResultSetCalls(@Nullable Statement statement, Lane lane, ResultSet target) {
        this.statement = statement;
        this.lane = lane;
        this.target = target;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        JdbcCall call = new JdbcCall(method, arguments);
        return switch (call.name()) {
            case "equals" -> proxy == call.argument(0);
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> target.toString();
            case "getStatement" -> statement;
            case "close" -> {
                close();
                yield null;
            }
            case "isClosed" -> target.isClosed();
            case "unwrap" ->
                call.argument(0) instanceof Class<?> type && type.isInstance(proxy) ? proxy : call.on(target);
            default -> locked(call);
        };
    }

    private void close() throws SQLException {
        if (lane.enterIfAlive()) {
            try {
                target.close();
            } finally {
                lane.exit();
            }
        }
    }

    private @Nullable Object locked(JdbcCall call) throws Throwable {
        lane.enter();
        try {
            return call.on(target);
        } finally {
            lane.exit();
        }
    }
}
