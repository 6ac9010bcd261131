package io.txgroup.verification.crash.service;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is armed in this process: one strike, which happens once. */
public final class Strikes {
    private static final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();

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
