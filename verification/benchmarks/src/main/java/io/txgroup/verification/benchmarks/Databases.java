package io.txgroup.verification.benchmarks;

import io.txgroup.verification.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The two databases of one way, read directly: no service is asked. */
record Databases(String order, String storage) {
    static final int ITEMS = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static Databases create(Way way) throws SQLException {
        PostgresServer postgres = PostgresServer.shared();
        Databases made = new Databases(postgres.newDatabase("order " + way), postgres.newDatabase("storage " + way));
        execute(made.order, "create table orders(number bigint primary key, item int not null)");
        execute(made.storage, "create table movement(number bigint primary key, item int not null)");
        execute(made.storage, "create table stock(item int primary key, taken bigint not null) with (fillfactor = 50)");
        execute(made.storage, "insert into stock select item, 0 from generate_series(1, " + ITEMS + ") item");
        return made;
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What is wrong after a round; waits for what may still be on its way, then removes all. */
    List<String> check(Round round) throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> findings = findings(round);
        while (!findings.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
            findings = findings(round);
        }
        clear();
        return findings;
    }

    /** Removes all orders. */
    void clear() throws SQLException {
        execute(order, "truncate orders");
        execute(storage, "truncate movement");
        execute(storage, "update stock set taken = 0 where taken <> 0");
    }

    private List<String> findings(Round round) throws SQLException {
        Set<Long> orders = numbers(order, "select number from orders");
        Set<Long> movements = numbers(storage, "select number from movement");
        Set<Long> taken = numbers(storage, "select sum(taken) from stock");
        List<String> findings = new ArrayList<>();
        Round.differ("answered with success, but no order", round.placed(), orders, findings);
        Round.differ("answered with an error, but an order", orders, round.placed(), findings);
        Round.differ("an order without a movement", orders, movements, findings);
        Round.differ("a movement without an order", movements, orders, findings);
        if (!taken.equals(Set.of((long) movements.size()))) {
            findings.add("the stock says that " + taken + " were taken, there are " + movements.size() + " movements");
        }
        return findings;
    }

    private static Set<Long> numbers(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Set<Long> numbers = new HashSet<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }

    /** What the server calls itself. */
    String version() throws SQLException {
        try (Connection connection = DriverManager.getConnection(order)) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
