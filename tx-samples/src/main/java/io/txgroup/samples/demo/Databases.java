package io.txgroup.samples.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The four services' databases, and what storage has in Redis, read directly: no service is asked. */
final class Databases {
    static final String USER = "demo";

    /** A service's database. */
    enum Name {
        ORDER,
        STORAGE,
        ACCOUNT,
        LEDGER;

        String service() {
            return name().toLowerCase(Locale.ROOT);
        }

        String url(BackendPorts ports) {
            return switch (this) {
                case ORDER, ACCOUNT -> "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + service();
                case STORAGE -> "jdbc:h2:tcp://127.0.0.1:" + ports.h2() + "/./" + service();
                case LEDGER -> "jdbc:mariadb://127.0.0.1:" + ports.maria() + "/" + service();
            };
        }

        String password(Secrets secrets) {
            return switch (this) {
                case ORDER, ACCOUNT -> secrets.postgres();
                case STORAGE -> secrets.h2();
                case LEDGER -> secrets.maria();
            };
        }
    }

    private static final String POSTGRES_UNFINISHED =
            """
            select (select count(*) from pg_stat_activity
                    where datname in ('order', 'account') and pid <> pg_backend_pid() and xact_start is not null)
                 + (select count(*) from pg_prepared_xacts)
            """;

    private static final String H2_UNFINISHED =
            """
            select (select count(*) from information_schema.sessions where contains_uncommitted)
                 + (select count(*) from information_schema.in_doubt)
            """;

    private static final String MARIA_UNFINISHED =
            "select count(*) from information_schema.innodb_trx where trx_mysql_thread_id <> connection_id()";

    private interface HeldReader {
        String read() throws SQLException;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private final BackendPorts ports;
    private final Secrets secrets;
    private final StockCounters counters;

    Databases(BackendPorts ports, Secrets secrets) {
        this.ports = ports;
        this.secrets = secrets;
        this.counters = new StockCounters(ports, secrets);
    }

    String url(Name name) {
        return name.url(ports);
    }

    String password(Name name) {
        return name.password(secrets);
    }

    /** Waits until no database has an open or a prepared transaction, and Redis no stored queue; says which still have at the limit. */
    Optional<String> awaitNothingHeld(Duration limit) throws SQLException, InterruptedException {
        return await(limit, this::heldAnywhere);
    }

    /** The same without Redis, where a queue waits as long as no process of storage is there. */
    Optional<String> awaitNoOpenTransaction(Duration limit) throws SQLException, InterruptedException {
        return await(limit, this::held);
    }

    /** How many queues are stored in Redis, neither applied nor removed. */
    long storedQueues() {
        return counters.unfinished();
    }

    private static Optional<String> await(Duration limit, HeldReader reader) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int quiet = 0;
        while (true) {
            String held = reader.read();
            quiet = held.isEmpty() ? quiet + 1 : 0;
            if (quiet == 3) {
                return Optional.empty();
            }
            if (System.nanoTime() > deadline && quiet == 0) {
                return Optional.of(held);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private String heldAnywhere() throws SQLException {
        String held = held();
        long queues = held.isEmpty() ? storedQueues() : 0;
        return queues == 0 ? held : queues + " in Redis";
    }

    private String held() throws SQLException {
        List<String> held = new ArrayList<>();
        count(held, Name.ORDER, POSTGRES_UNFINISHED, "order and account");
        count(held, Name.STORAGE, H2_UNFINISHED, Name.STORAGE.service());
        count(held, Name.LEDGER, MARIA_UNFINISHED, Name.LEDGER.service());
        return String.join(", ", held);
    }

    private void count(List<String> held, Name name, String unfinished, String where) throws SQLException {
        long transactions = number(name, unfinished);
        if (transactions > 0) {
            held.add(transactions + " in " + where);
        }
    }

    /** What is committed; nothing may be running. */
    Books read() throws SQLException {
        Books.Rows rows = new Books.Rows();
        each(
                Name.ORDER,
                "select order_number, item, quantity, buyer, seller, amount from customer_order",
                row -> rows.add(new Books.Order(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6))));
        each(
                Name.STORAGE,
                "select order_number, item, quantity from reservation",
                row -> rows.add(new Books.Reservation(row.getString(1), row.getString(2), row.getInt(3))));
        each(
                Name.ACCOUNT,
                "select order_number, id, account, amount from movement",
                row -> rows.addMovement(
                        row.getString(1), new Books.Movement(row.getLong(2), row.getString(3), row.getLong(4))));
        each(
                Name.LEDGER,
                "select order_number, movement, account, amount from entry",
                row -> rows.addEntry(
                        row.getString(1), new Books.Movement(row.getLong(2), row.getString(3), row.getLong(4))));
        return new Books(
                rows,
                new Books.Stock(amounts(Name.STORAGE, "select id, stock from item"), counters.read()),
                amounts(Name.ACCOUNT, "select id, balance from account"));
    }

    private Map<String, Long> amounts(Name name, String sql) throws SQLException {
        Map<String, Long> amounts = new HashMap<>();
        each(name, sql, row -> amounts.put(row.getString(1), row.getLong(2)));
        return amounts;
    }

    private long number(Name name, String sql) throws SQLException {
        long[] number = new long[1];
        each(name, sql, row -> number[0] = row.getLong(1));
        return number[0];
    }

    private void each(Name name, String sql, RowReader reader) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(name), USER, password(name));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }
}
