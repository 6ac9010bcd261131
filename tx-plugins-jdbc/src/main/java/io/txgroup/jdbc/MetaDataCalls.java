package io.txgroup.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** Answers the calls on a connection's metadata: only its way back to the connection differs. */
final class MetaDataCalls implements InvocationHandler {
    private final Connection connection;
    private final Lane lane;
    private final DatabaseMetaData target;

    MetaDataCalls(Connection connection, Lane lane, DatabaseMetaData target) {
        this.connection = connection;
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
            case "getConnection" -> connection;
            default -> locked(call);
        };
    }

    private @Nullable Object locked(JdbcCall call) throws Throwable {
        lane.enter();
        try {
            return wrapped(call.on(target));
        } finally {
            lane.exit();
        }
    }

    private @Nullable Object wrapped(@Nullable Object answer) {
        return answer instanceof ResultSet rows
                ? StatementCalls.proxy(ResultSet.class, new ResultSetCalls(null, lane, rows))
                : answer;
    }
}
