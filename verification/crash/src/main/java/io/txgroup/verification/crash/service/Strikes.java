package io.txgroup.verification.crash.service;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is armed in this process: one strike, which happens once. */
public final class Strikes {
    private static final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();

    private static final Duration LONGEST_HELD_UP = Duration.ofMinutes(3);
    private static final Semaphore released = new Semaphore(0);

    private Strikes() {}

    private record Armed(Point point, Target target) {}

    static void arm(Point point, Target target) {
        armed.set(new Armed(point, target));
    }

    static boolean isArmed() {
        return armed.get() != null;
    }

    /** Strikes if that is armed for this point. */
    static void reached(Point point, Connection session) throws SQLException {
        Armed now = armed.get();
        if (now == null || now.point() != point || !armed.compareAndSet(now, null)) {
            return;
        }
        if (now.target() == Target.PROCESS) {
            Runtime.getRuntime().halt(137);
        }
        kill(session);
        if (now.target() == Target.LATE_SESSION) {
            holdUp();
        }
    }

    /** Kills this process if that is armed for this point. */
    static void reached(Point point) {
        Armed now = armed.get();
        if (now != null && now.point() == point && now.target() == Target.PROCESS && armed.compareAndSet(now, null)) {
            Runtime.getRuntime().halt(137);
        }
    }

    static void release() {
        released.release();
    }

    private static void holdUp() throws SQLException {
        try {
            if (!released.tryAcquire(LONGEST_HELD_UP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLException("Held up for " + LONGEST_HELD_UP.toSeconds() + " s, and nobody released it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while it was held up", e);
        }
    }

    private static void kill(Connection session) throws SQLException {
        boolean maria = session.getMetaData().getDatabaseProductName().startsWith("Maria");
        String url = session.getMetaData().getURL();
        long id;
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(maria ? "select connection_id()" : "select pg_backend_pid()")) {
            row.next();
            id = row.getLong(1);
        }
        try (Connection other = StrikingDriver.real(url);
                Statement statement = other.createStatement()) {
            statement.execute(maria ? "kill " + id : "select pg_terminate_backend(" + id + ", 2000)");
        }
    }
}
