package io.txgroup.jdbc;

import io.txgroup.verification.servers.MariaServer;
import io.txgroup.verification.servers.PostgresServer;
import java.util.concurrent.atomic.AtomicInteger;

/** A database that the contracts run on, and how what they need is said there. */
enum TestDatabase {
    H2(
            "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b",
            "SELECT SESSION_ID()",
            "SELECT ABORT_SESSION(?)") {
        @Override
        String newUrl() {
            return "jdbc:h2:mem:held" + databases.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
        }
    },
    POSTGRESQL("SELECT pg_sleep(60)", "SELECT pg_backend_pid()", "SELECT pg_terminate_backend(?)") {
        @Override
        String newUrl() {
            return PostgresServer.shared().newDatabase("held");
        }

        @Override
        void drop(String url) {
            PostgresServer.shared().dropDatabase(url);
        }
    },
    MARIADB("SELECT SLEEP(60)", "SELECT CONNECTION_ID()", "KILL ?") {
        @Override
        String newUrl() {
            return MariaServer.shared().newDatabase("held");
        }

        @Override
        void drop(String url) {
            MariaServer.shared().dropDatabase(url);
        }
    };

    private static final AtomicInteger databases = new AtomicInteger();

    final String endless;
    final String session;
    final String kill;

    TestDatabase(String endless, String session, String kill) {
        this.endless = endless;
        this.session = session;
        this.kill = kill;
    }

    /** The URL of an empty database. */
    abstract String newUrl();

    /** Nobody needs the database any more. */
    void drop(String url) {}
}
