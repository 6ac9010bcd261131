package io.txgroup.verification.crash.stock;

import io.txgroup.verification.crash.service.StockKeeper;
import io.txgroup.verification.servers.MariaServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The orders in MariaDB and the stock in Redis, read directly: no service is asked. */
record StockBooks(String url, StockRedis redis) {
    static final int AT_FIRST = 1_000_000;

    static StockBooks create(StockRedis redis) throws SQLException {
        StockBooks books = new StockBooks(MariaServer.shared().newDatabase("orders"), redis);
        try (Connection connection = DriverManager.getConnection(books.url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table orders(number bigint primary key)");
        }
        redis.command("SET", StockKeeper.STOCK, Integer.toString(AT_FIRST));
        return books;
    }

    Set<Long> orders() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select number from orders")) {
            Set<Long> numbers = new TreeSet<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }

    /** Each as often as it is there. */
    List<Long> taken() {
        String all = redis.command(
                "EVAL", "return table.concat(redis.call('LRANGE', KEYS[1], 0, -1), ' ')", "1", StockKeeper.TAKEN);
        List<Long> numbers = new ArrayList<>();
        for (String number : all.split(" ", -1)) {
            if (!number.isEmpty()) {
                numbers.add(Long.parseLong(number));
            }
        }
        return numbers;
    }

    private int stock() {
        return Integer.parseInt(redis.command("GET", StockKeeper.STOCK));
    }

    /** What does not agree; empty if all does. */
    List<String> wrong(Set<Long> told) throws SQLException {
        List<String> wrong = new ArrayList<>();
        Set<Long> orders = orders();
        List<Long> taken = taken();
        Set<Long> once = new TreeSet<>(taken);
        compare(wrong, "told of success, and not there", told, orders);
        compare(wrong, "ordered, and nothing taken", orders, once);
        compare(wrong, "taken, and not ordered", once, orders);
        if (once.size() != taken.size()) {
            wrong.add((taken.size() - once.size()) + " were taken more than once");
        }
        if (stock() != AT_FIRST - taken.size()) {
            wrong.add("the stock is " + stock() + ", and should be " + (AT_FIRST - taken.size()));
        }
        int stored = redis.stored();
        if (stored > 0) {
            wrong.add(stored + " queues are still stored");
        }
        return wrong;
    }

    private static void compare(List<String> wrong, String what, Set<Long> some, Set<Long> all) {
        Set<Long> missing = new TreeSet<>(some);
        missing.removeAll(all);
        if (!missing.isEmpty()) {
            wrong.add(what + ": " + missing);
        }
    }
}
