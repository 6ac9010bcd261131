package io.txgroup.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Answers the calls that the application makes on a logical connection: what differs here, the rest on its lane. */
final class ConnectionCalls implements InvocationHandler {
    private static final Map<String, Setting> GETTERS = Map.of(
            "isReadOnly", Setting.READ_ONLY,
            "getTransactionIsolation", Setting.ISOLATION,
            "getCatalog", Setting.CATALOG,
            "getSchema", Setting.SCHEMA,
            "getHoldability", Setting.HOLDABILITY,
            "getNetworkTimeout", Setting.NETWORK_TIMEOUT,
            "getTypeMap", Setting.TYPE_MAP);

    private static final Map<String, Setting> SETTERS = Map.of(
            "setReadOnly", Setting.READ_ONLY,
            "setTransactionIsolation", Setting.ISOLATION,
            "setCatalog", Setting.CATALOG,
            "setSchema", Setting.SCHEMA,
            "setHoldability", Setting.HOLDABILITY,
            "setTypeMap", Setting.TYPE_MAP);

    private final LogicalConnection logical;
    private final LogicalSettings settings;

    ConnectionCalls(LogicalConnection logical, LogicalSettings settings) {
        this.logical = logical;
        this.settings = settings;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        JdbcCall call = new JdbcCall(method, arguments);
        return switch (call.name()) {
            case "equals" -> proxy == call.argument(0);
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> logical.toString();
            case "isClosed" -> logical.isClosed();
            case "close" -> {
                logical.close();
                yield null;
            }
            case "abort" -> {
                logical.abort((Executor) call.argument(0));
                yield null;
            }
            case "isValid" -> isValid(call.number(0));
            case "setClientInfo" -> {
                setClientInfo(call);
                yield null;
            }
            default -> {
                logical.requireOpen();
                yield whileOpen((Connection) proxy, call);
            }
        };
    }

    private @Nullable Object whileOpen(Connection proxy, JdbcCall call) throws Throwable {
        return switch (call.name()) {
            case "setAutoCommit" -> {
                logical.autoCommit(call.flag());
                yield null;
            }
            case "getAutoCommit" -> settings.autoCommit();
            case "commit" -> {
                logical.commit();
                yield null;
            }
            case "rollback" -> {
                rollback(call);
                yield null;
            }
            case "setSavepoint", "releaseSavepoint" -> {
                logical.refuseInAutoCommit("use a savepoint");
                yield asWork(call, true);
            }
            case "createStatement", "prepareStatement", "prepareCall" -> statement(proxy, call);
            case "getMetaData" -> metaData(proxy, call);
            case "getWarnings", "clearWarnings" -> ifAlive(logical.currentLane(), call);
            case "getClientInfo" -> clientInfo(call);
            case "setNetworkTimeout" -> {
                setNetworkTimeout(call);
                yield null;
            }
            case "unwrap" -> unwrap(proxy, call);
            case "isWrapperFor" ->
                ((Class<?>) argument(call)).isInstance(proxy) || (Boolean) result(onLane(logical.lane(), call));
            default -> settingOrOther(call);
        };
    }

    private @Nullable Object settingOrOther(JdbcCall call) throws Throwable {
        Setting read = GETTERS.get(call.name());
        if (read != null) {
            return logical.get(read);
        }
        Setting written = SETTERS.get(call.name());
        if (written != null) {
            logical.set(written, call.argument(0));
            return null;
        }
        return onLane(logical.lane(), call);
    }

    private void rollback(JdbcCall call) throws Throwable {
        if (call.count() == 0) {
            logical.rollback();
            return;
        }
        logical.refuseInAutoCommit("roll back");
        Lane lane = logical.lane();
        lane.enter();
        try {
            lane.connection().rollback((Savepoint) argument(call));
            lane.wentBack();
        } finally {
            lane.exit();
        }
    }

    private Object statement(Connection proxy, JdbcCall call) throws Throwable {
        String sql = call.sql();
        Lane lane = logical.lane(sql);
        if (sql != null) {
            lane.check(sql);
        }
        if (isUpdatable(call)) {
            lane.check("UPDATE through a result set");
        }
        lane.enter();
        try {
            Statement statement = (Statement) result(call.on(lane.connection()));
            lane.opened(statement);
            Class<?> type = statement instanceof CallableStatement
                    ? CallableStatement.class
                    : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
            return StatementCalls.proxy(type, new StatementCalls(proxy, lane, statement, sql));
        } finally {
            lane.exit();
        }
    }

    /** Whether the application asks for rows that it can change in place; the type comes before the concurrency. */
    private static boolean isUpdatable(JdbcCall call) {
        int concurrency = call.sql() == null ? 1 : 2;
        return call.count() > concurrency && call.number(concurrency) == ResultSet.CONCUR_UPDATABLE;
    }

    private Object metaData(Connection proxy, JdbcCall call) throws Throwable {
        Lane lane = logical.lane();
        DatabaseMetaData metaData = (DatabaseMetaData) result(onLane(lane, call));
        return StatementCalls.proxy(DatabaseMetaData.class, new MetaDataCalls(proxy, lane, metaData));
    }

    private @Nullable Object unwrap(Connection proxy, JdbcCall call) throws Throwable {
        Class<?> type = (Class<?>) argument(call);
        if (type.isInstance(proxy)) {
            return proxy;
        }
        logical.lane().check("CALL unwrap");
        return asWork(call, false);
    }

    /** Something that may do anything that a statement may. */
    private @Nullable Object asWork(JdbcCall call, boolean reads) throws Throwable {
        Lane lane = logical.lane();
        lane.enter();
        try {
            lane.beforeWork(reads);
            return call.on(lane.connection());
        } finally {
            lane.exit();
        }
    }

    private static @Nullable Object onLane(Lane lane, JdbcCall call) throws Throwable {
        lane.enter();
        try {
            return call.on(lane.connection());
        } finally {
            lane.exit();
        }
    }

    private static @Nullable Object ifAlive(@Nullable Lane lane, JdbcCall call) throws Throwable {
        if (lane == null || !lane.enterIfAlive()) {
            return null;
        }
        try {
            return call.on(lane.connection());
        } finally {
            lane.exit();
        }
    }

    private boolean isValid(int seconds) throws SQLException {
        if (seconds < 0) {
            throw new SQLException("The timeout is " + seconds + ", less than 0", "22023");
        }
        // before the first statement the pool answers for its connections
        Lane lane = logical.currentLane();
        if (logical.isClosed() || lane == null) {
            return !logical.isClosed();
        }
        if (!lane.enterIfAlive()) {
            return false;
        }
        try {
            return lane.connection().isValid(seconds);
        } finally {
            lane.exit();
        }
    }

    private void setNetworkTimeout(JdbcCall call) throws SQLException {
        if (call.argument(0) == null || call.number(1) < 0) {
            throw new SQLException(
                    "The executor is null, or the timeout is " + call.number(1) + ", less than 0", "22023");
        }
        logical.set(Setting.NETWORK_TIMEOUT, call.number(1));
    }

    private @Nullable Object clientInfo(JdbcCall call) throws SQLException {
        Properties copy = new Properties();
        if (logical.get(Setting.CLIENT_INFO) instanceof Properties properties) {
            copy.putAll(properties);
        }
        return call.count() == 0 ? copy : copy.getProperty((String) argument(call));
    }

    private void setClientInfo(JdbcCall call) throws SQLClientInfoException {
        try {
            logical.requireOpen();
            Properties wanted = new Properties();
            if (call.argument(0) instanceof Properties properties) {
                wanted.putAll(properties);
            } else {
                if (logical.get(Setting.CLIENT_INFO) instanceof Properties before) {
                    wanted.putAll(before);
                }
                wanted.put(argument(call), call.argument(1) instanceof String value ? value : "");
            }
            logical.set(Setting.CLIENT_INFO, wanted);
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
    }

    private static Object argument(JdbcCall call) {
        return result(call.argument(0));
    }

    private static Object result(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("Neither an argument nor an answer of JDBC may be null here");
        }
        return value;
    }
}
