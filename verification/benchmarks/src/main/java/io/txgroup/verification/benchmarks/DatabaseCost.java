package io.txgroup.verification.benchmarks;

import io.txgroup.verification.servers.MariaServer;
import io.txgroup.verification.servers.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a commit marker and a prepare cost each database by themselves: the statements that the JDBC plugin sends, without
 * the plugin and without managers. {@code bin/bench --databases}.
 */
public final class DatabaseCost {
    private static final Duration ROUND = Duration.ofMillis(1_500);
    private static final int ROUNDS = 3;
    private static final List<Integer> CONNECTIONS = List.of(1, 16);

    private DatabaseCost() {}

    private enum How {
        COMMIT,
        MARKER,
        PREPARE,
        PREPARE_AND_MARKER;

        boolean marks() {
            return this == MARKER || this == PREPARE_AND_MARKER;
        }

        boolean prepares() {
            return this == PREPARE || this == PREPARE_AND_MARKER;
        }
    }

    private record Database(String name, String url, String script) {}

    public static void main(String[] args) throws Exception {
        System.out.println("database    connections  what                    per s    us each  of a plain commit");
        for (Database database : databases()) {
            setUp(database);
            for (int connections : CONNECTIONS) {
                measure(database, connections);
            }
        }
        System.exit(0);
    }

    private static List<Database> databases() {
        return List.of(
                new Database("PostgreSQL", PostgresServer.shared().newDatabase("cost"), "postgresql"),
                new Database("MariaDB", MariaServer.shared().newDatabase("cost"), "mariadb"),
                new Database("H2", "jdbc:h2:mem:cost;DB_CLOSE_DELAY=-1", "h2"));
    }

    private static void setUp(Database database) throws SQLException, IOException {
        String path = "/io/txgroup/jdbc/marker-" + database.script() + ".sql";
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                InputStream script = DatabaseCost.class.getResourceAsStream(path)) {
            if (script == null) {
                throw new IOException(path + " is not on the class path");
            }
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll(";$", ""));
            statement.execute("create table work(id varchar(36) primary key)");
        }
    }

    /** Every way in turn, several times, so that what disturbs the machine disturbs all of them. */
    private static void measure(Database database, int connections) throws Exception {
        List<How> ways = database.script().equals("h2") ? List.of(How.COMMIT, How.MARKER) : List.of(How.values());
        Map<How, Double> perSecond = new EnumMap<>(How.class);
        for (int round = 0; round <= ROUNDS; round++) {
            for (How how : ways) {
                double rate = round(database, connections, how);
                if (round > 0) { // the first warms up
                    perSecond.merge(how, rate / ROUNDS, Double::sum);
                }
            }
        }
        double plain = perSecond.getOrDefault(How.COMMIT, 1.0);
        perSecond.forEach((how, rate) -> System.out.printf(
                "%-12s %10d  %-20s %8.0f %10.0f  %17.2f%n",
                database.name(),
                connections,
                how.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                rate,
                1e6 * connections / rate,
                rate / plain));
    }

    private static double round(Database database, int connections, How how) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long began = System.nanoTime();
            long end = began + ROUND.toNanos();
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                all.add(threads.submit(() -> work(database, how, end)));
            }
            int done = 0;
            for (Future<Integer> one : all) {
                done += one.get();
            }
            return done * 1e9 / (System.nanoTime() - began);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int work(Database database, How how, long end) throws SQLException {
        int done = 0;
        boolean xa = how.prepares() && database.script().equals("mariadb");
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("insert into work(id) values (?)");
                PreparedStatement marker = connection.prepareStatement(
                        "insert into tx_commit_marker(group_id, call_path, resource, ordinal,"
                                + " state, epoch) values (?, '0.1', 'dataSource', 1, 'C', 'e')")) {
            connection.setAutoCommit(xa);
            while (System.nanoTime() < end) {
                String id = UUID.randomUUID().toString();
                if (xa) {
                    statement.execute("XA START '" + id + "'");
                }
                insert.setString(1, id);
                insert.executeUpdate();
                if (how.marks()) {
                    marker.setString(1, id);
                    marker.executeUpdate();
                }
                finish(connection, statement, how, xa, id);
                done++;
            }
        }
        return done;
    }

    private static void finish(Connection connection, Statement statement, How how, boolean xa, String id)
            throws SQLException {
        if (xa) {
            statement.execute("XA END '" + id + "'");
            statement.execute("XA PREPARE '" + id + "'");
            statement.execute("XA COMMIT '" + id + "'");
        } else if (how.prepares()) {
            statement.execute("PREPARE TRANSACTION '" + id + "'");
            connection.setAutoCommit(true);
            statement.execute("COMMIT PREPARED '" + id + "'");
            connection.setAutoCommit(false);
        } else {
            connection.commit();
        }
    }
}
