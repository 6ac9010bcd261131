package io.txgroup.verification.crash.repair;

import io.txgroup.verification.servers.MariaServer;
import io.txgroup.verification.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The database of one service, read directly: no service is asked. */
record Ledger(String service, String url, boolean maria) {
    static final int ACCOUNTS = 40;
    static final long OPENING = 1_000_000;

    static Ledger create(String service, boolean maria) throws SQLException {
        Ledger ledger = new Ledger(
                service,
                maria
                        ? MariaServer.shared().newDatabase(service)
                        : PostgresServer.shared().newDatabase(service),
                maria);
        ledger.open();
        return ledger;
    }

    private void open() throws SQLException {
        execute("create sequence order_number");
        // request has no key: what is done twice must be there twice
        execute("create table orders(id bigint "
                + (maria ? "auto_increment primary key" : "generated always as identity primary key")
                + ", number varchar(40) not null unique default ("
                + (maria ? "concat('N-', nextval(order_number))" : "'N-' || nextval('order_number')")
                + "), request bigint not null, group_id varchar(64) not null)");
        execute("create table movement(request bigint not null, group_id varchar(64) not null,"
                + " account int not null, amount bigint not null)");
        execute("create table note(request bigint not null, group_id varchar(64) not null)");
        execute("create table account(id int primary key, balance bigint not null)");
        StringBuilder accounts = new StringBuilder("insert into account(id, balance) values ");
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.append(i == 0 ? "" : ", ")
                    .append('(')
                    .append(i)
                    .append(", ")
                    .append(OPENING)
                    .append(')');
        }
        execute(accounts.toString());
    }

    /** The address by which a service reaches it, past the driver that strikes. */
    String strikingUrl() {
        return url.replaceFirst("^jdbc:", "jdbc:strike:");
    }

    /** An order that was taken. */
    record Order(long id, String number, long request, String group) {}

    /** Money that came or went. */
    record Movement(long request, String group, int account, long amount) {}

    List<Order> orders() throws SQLException {
        List<Order> orders = new ArrayList<>();
        query(
                "select id, number, request, group_id from orders",
                row -> orders.add(new Order(row.getLong(1), row.getString(2), row.getLong(3), row.getString(4))));
        return orders;
    }

    List<Movement> movements() throws SQLException {
        return movements("");
    }

    List<Movement> movements(long request) throws SQLException {
        return movements(" where request = " + request);
    }

    private List<Movement> movements(String which) throws SQLException {
        List<Movement> movements = new ArrayList<>();
        query(
                "select request, group_id, account, amount from movement" + which,
                row -> movements.add(new Movement(row.getLong(1), row.getString(2), row.getInt(3), row.getLong(4))));
        return movements;
    }

    Map<Integer, Long> balances() throws SQLException {
        Map<Integer, Long> balances = new HashMap<>();
        query("select id, balance from account", row -> balances.put(row.getInt(1), row.getLong(2)));
        return balances;
    }

    /** The purchases that were noted for others, as often as they were. */
    List<Long> notes() throws SQLException {
        List<Long> notes = new ArrayList<>();
        query("select request from note", row -> notes.add(row.getLong(1)));
        return notes;
    }

    /** The groups that have a commit marker in that state. */
    Set<String> marked(char state) throws SQLException {
        Set<String> groups = new TreeSet<>();
        query(
                "select distinct group_id from tx_commit_marker where state = '" + state + "'",
                row -> groups.add(row.getString(1)));
        return groups;
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, Reader reader) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
