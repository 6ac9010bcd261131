package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a session remembers besides auto-commit, and a pool expects to find as it was. */
enum Setting {
    READ_ONLY {
        @Override
        Object read(Connection connection) throws SQLException {
            return connection.isReadOnly();
        }

        @Override
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setReadOnly(Boolean.TRUE.equals(value));
        }
    },
    ISOLATION {
        @Override
        Object read(Connection connection) throws SQLException {
            return connection.getTransactionIsolation();
        }

        @Override
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setTransactionIsolation(number(value));
        }
    },
    CATALOG {
        @Override
        @Nullable
        Object read(Connection connection) throws SQLException {
            return connection.getCatalog();
        }

        @Override
        @SuppressWarnings("NullAway") // what the driver gave out, it takes back
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setCatalog((String) value);
        }
    },
    SCHEMA {
        @Override
        @Nullable
        Object read(Connection connection) throws SQLException {
            return connection.getSchema();
        }

        @Override
        @SuppressWarnings("NullAway") // what the driver gave out, it takes back
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setSchema((String) value);
        }
    },
    HOLDABILITY {
        @Override
        Object read(Connection connection) throws SQLException {
            return connection.getHoldability();
        }

        @Override
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setHoldability(number(value));
        }
    },
    NETWORK_TIMEOUT {
        @Override
        Object read(Connection connection) throws SQLException {
            return connection.getNetworkTimeout();
        }

        @Override
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setNetworkTimeout(Runnable::run, number(value));
        }
    },
    TYPE_MAP {
        @Override
        @Nullable
        Object read(Connection connection) throws SQLException {
            return connection.getTypeMap();
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // what the driver gave out, it takes back
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setTypeMap((Map<String, Class<?>>) value);
        }
    },
    CLIENT_INFO {
        @Override
        Object read(Connection connection) throws SQLException {
            Properties copy = new Properties();
            copy.putAll(connection.getClientInfo());
            return copy;
        }

        @Override
        void write(Connection connection, @Nullable Object value) throws SQLException {
            connection.setClientInfo(value == null ? new Properties() : (Properties) value);
        }
    };

    /** What can be put back while a transaction is open. */
    static final Set<Setting> AT_ANY_TIME =
            EnumSet.of(CATALOG, SCHEMA, HOLDABILITY, NETWORK_TIMEOUT, TYPE_MAP, CLIENT_INFO);

    abstract @Nullable Object read(Connection connection) throws SQLException;

    abstract void write(Connection connection, @Nullable Object value) throws SQLException;

    private static int number(@Nullable Object value) {
        return value == null ? 0 : (Integer) value;
    }
}
