package io.txgroup.verification.crash.service;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver before the real one: it sees the statements that end or prepare a transaction, and lets strikes happen there. */
public final class StrikingDriver implements Driver {
    private static final String PREFIX = "jdbc:strike:";

    /** A session that nobody strikes. */
    static Connection real(String url) throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String behind = "jdbc:" + url.substring(PREFIX.length());
        return new Session(DriverManager.getConnection(behind, info)).proxy();
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    /** One session, which knows whether it has work of the business. */
    private static final class Session implements InvocationHandler {
        private final Connection real;
        private boolean worked;

        Session(Connection real) {
            this.real = real;
        }

        Connection proxy() {
            return (Connection) proxy(Connection.class, this);
        }

        private static Object proxy(Class<?> type, InvocationHandler handler) {
            return Proxy.newProxyInstance(StrikingDriver.class.getClassLoader(), new Class<?>[] {type}, handler);
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
            boolean commits = method.getName().equals("commit") && worked;
            if (commits) {
                Strikes.reached(Point.BEFORE_COMMIT, real);
                worked = false;
            } else if (method.getName().equals("rollback")) {
                worked = false;
            }
            Object result = call(real, method, arguments);
            if (commits) {
                Strikes.reached(Point.AFTER_COMMIT, real);
            }
            if (result instanceof CallableStatement) {
                return result;
            }
            String sql = arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : "";
            if (result instanceof PreparedStatement statement) {
                return proxy(PreparedStatement.class, new Watched(this, statement, sql));
            }
            return result instanceof Statement statement
                    ? proxy(Statement.class, new Watched(this, statement, ""))
                    : result;
        }

        static @Nullable Object call(Object on, Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(on, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** One statement. */
    private record Watched(Session session, Statement statement, String prepared) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
            if (!method.getName().startsWith("execute")) {
                return Session.call(statement, method, arguments);
            }
            String sql =
                    arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : prepared;
            String words = sql.strip().toUpperCase(Locale.ROOT);
            boolean prepares = words.contains("PREPARE TRANSACTION") || words.contains("XA PREPARE");
            if (prepares) {
                Strikes.reached(Point.BEFORE_PREPARE, session.real);
            } else if (words.contains("COMMIT PREPARED") || words.contains("XA COMMIT")) {
                Strikes.reached(Point.BEFORE_COMMIT, session.real);
            } else if (words.contains("XA ROLLBACK")) {
                session.worked = false;
            } else if (words.startsWith("INSERT INTO MOVEMENT")) {
                session.worked = true;
            }
            Object result = Session.call(statement, method, arguments);
            if (prepares) {
                session.worked = false;
                Strikes.reached(Point.AFTER_PREPARE, session.real);
            }
            return result;
        }
    }
}
