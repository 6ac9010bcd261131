package io.txgroup.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
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
        switch (call.name()) {
            case "equals":
                return proxy == call.argument(0);
            case "hashCode":
                return System.identityHashCode(proxy);
            case "toString":
                return target.toString();
            case "getStatement":
                return statement;
            case "close":
                if (target.isClosed()) {
                    return null;
                }
                return locked(call);
            case "isClosed":
                return target.isClosed();
            case "unwrap":
                return call.argument(0) instanceof Class<?> type && type.isInstance(proxy) ? proxy : call.on(target);
            default:
                return locked(call);
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
