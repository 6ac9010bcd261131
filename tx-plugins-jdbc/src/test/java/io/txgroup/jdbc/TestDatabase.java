package io.txgroup.jdbc;

import io.txgroup.verification.servers.MariaServer;
import io.txgroup.verification.servers.MysqlServer;
import io.txgroup.verification.servers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database that the contracts run on, and how what they need is said there. */
enum TestDatabase {
    H2(
            "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b",
            "SELECT SESSION_ID()",
            "SELECT ABORT_SESSION(%d)") {
        @Override
        String newUrl() {
            return "jdbc:h2:mem:held" + databases.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
        }
    },
    POSTGRESQL("SELECT pg_sleep(60)", "SELECT pg_backend_pid()", "SELECT pg_terminate_backend(%d)") {
        @Override
        String newUrl() {
            return PostgresServer.shared().newDatabase("held");
        }

        @Override
        void drop(String url) {
            PostgresServer.shared().dropDatabase(url);
        }
    },
    MARIADB("SELECT SLEEP(60)", "SELECT CONNECTION_ID()", "KILL %d") {
        @Override
        String newUrl() {
            return MariaServer.shared().newDatabase("held");
        }

        @Override
        void drop(String url) {
            MariaServer.shared().dropDatabase(url);
        }
    },
    /** A sleep by itself ends without an error when it is cancelled. */
    MYSQL("SELECT 1 FROM information_schema.engines WHERE SLEEP(60)", "SELECT CONNECTION_ID()", "KILL %d") {
        @Override
        String newUrl() {
            return MysqlServer.shared().newDatabase("held");
        }

        @Override
        void drop(String url) {
            MysqlServer.shared().dropDatabase(url);
        }
    };

    private static final AtomicInteger databases = new AtomicInteger();

    /** A query that ends when it is cancelled, not before. */
    final String endless;

    /** A query for the session's number. */
    final String session;

    private final String kill;

    TestDatabase(String endless, String session, String kill) {
        this.endless = endless;
        this.session = session;
        this.kill = kill;
    }

    /** The URL of an empty database. */
    abstract String newUrl();

    /** Ends a session from outside. */
    void kill(JdbcTemplate outside, int number) {
        outside.execute(String.format(kill, number));
    }

    Dialect dialect() {
        return Dialect.valueOf(name());
    }

    private boolean isOfMysqlsFamily() {
        return this == MARIADB || this == MYSQL;
    }

    /** Whether it gives out keys that it did not make itself. */
    boolean returnsKeysThatItWasGiven() {
        return !isOfMysqlsFamily();
    }

    /** How its work is prepared. */
    TwoPhase twoPhase() {
        return switch (this) {
            case POSTGRESQL -> TwoPhase.POSTGRESQL;
            case MARIADB -> TwoPhase.XA;
            case MYSQL -> TwoPhase.DETACHED_XA;
            case H2 -> throw new IllegalStateException("H2 is only held");
        };
    }

    /** The isolation level of a session. */
    int isolation() {
        return isOfMysqlsFamily() ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_READ_COMMITTED;
    }

    /** What the database calls a schema, as the driver does. */
    String place(Connection connection) throws SQLException {
        return isOfMysqlsFamily() ? connection.getCatalog() : connection.getSchema();
    }

    void place(Connection connection, String place) throws SQLException {
        if (isOfMysqlsFamily()) {
            connection.setCatalog(place);
        } else {
            connection.setSchema(place);
        }
    }

    /** Makes another schema. */
    String otherPlace(JdbcTemplate outside) {
        String name = (this == H2 ? "OTHER" : "other") + databases.incrementAndGet();
        outside.execute("CREATE SCHEMA " + name);
        return name;
    }

    /** Nobody needs the database any more. */
    void drop(String url) {}
}
