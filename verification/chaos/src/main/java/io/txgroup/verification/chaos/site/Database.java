package io.txgroup.verification.chaos.site;

import io.txgroup.verification.chaos.history.Account;
import io.txgroup.verification.chaos.history.Entry;
import io.txgroup.verification.chaos.history.Loss;
import io.txgroup.verification.chaos.history.Row;
import io.txgroup.verification.servers.MariaServer;
import io.txgroup.verification.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The database of one service, read and struck directly: no service is asked. */
public final class Database {
    /** How many accounts each service has. */
    public static final int ACCOUNTS = 400;

    private static final long OPENING = 1_000_000;

    private final String service;
    private final String url;
    private final boolean maria;

    private Database(String service, String url, boolean maria) {
        this.service = service;
        this.url = url;
        this.maria = maria;
    }

    static Database create(String service, boolean maria) throws SQLException {
        String url = maria
                ? MariaServer.shared().newDatabase(service)
                : PostgresServer.shared().newDatabase(service);
        Database database = new Database(service, url, maria);
        database.open();
        return database;
    }

    private void open() throws SQLException {
        execute("create table account(id int primary key, balance bigint not null)");
        // without a key: what is booked twice must be there twice
        execute("create table ledger(number bigint not null, group_id varchar(64) not null,"
                + " account int not null, amount bigint not null)");
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement("insert into account(id, balance) values (?, ?)")) {
            for (int i = 1; i <= ACCOUNTS; i++) {
                statement.setInt(1, i);
                statement.setLong(2, OPENING);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** What the balances were at the beginning. */
    public Map<Account, Long> before() {
        Map<Account, Long> balances = new HashMap<>();
        for (int i = 1; i <= ACCOUNTS; i++) {
            balances.put(new Account(service, i), OPENING);
        }
        return balances;
    }

    /** What they are. */
    public Map<Account, Long> now() throws SQLException {
        Map<Account, Long> balances = new HashMap<>();
        query(
                "select id, balance from account",
                row -> balances.put(new Account(service, row.getInt(1)), row.getLong(2)));
        return balances;
    }

    /** The whole ledger. */
    public List<Row> rows() throws SQLException {
        List<Row> rows = new ArrayList<>();
        query(
                "select number, group_id, account, amount from ledger",
                row -> rows.add(
                        new Row(row.getLong(1), row.getString(2), new Entry(service, row.getInt(3), row.getLong(4)))));
        return rows;
    }

    /** The groups whose work here a tombstone forbids. */
    public Set<Loss> losses() throws SQLException {
        Set<Loss> losses = new HashSet<>();
        query(
                "select distinct group_id from tx_commit_marker where state <> 'C'",
                row -> losses.add(new Loss(service, row.getString(1))));
        return losses;
    }

    /** The names of branches that nobody has ended. */
    public List<String> prepared() throws SQLException {
        List<String> names = new ArrayList<>();
        if (maria) {
            query("xa recover", row -> names.add(row.getString("data")));
        } else {
            query(
                    "select gid from pg_prepared_xacts where database = current_database()",
                    row -> names.add(row.getString(1)));
        }
        return names;
    }

    /** How many sessions have a transaction open that does nothing now. */
    public int openTransactions() throws SQLException {
        List<String> open = new ArrayList<>();
        query(
                maria
                        ? "select trx_mysql_thread_id from information_schema.innodb_trx where trx_mysql_thread_id <> 0"
                        : "select pid from pg_stat_activity where datname = current_database()"
                                + " and state like 'idle in transaction%'",
                row -> open.add(row.getString(1)));
        return open.size();
    }

    /**
     * Ends sessions of the service at the server, at most so many, those in a transaction first; how many of them were in
     * one.
     */
    public int killSessions(int most) throws SQLException {
        Map<String, Boolean> sessions = new LinkedHashMap<>();
        query(
                maria
                        ? "select p.id, t.trx_id is not null from information_schema.processlist p left join"
                                + " information_schema.innodb_trx t on t.trx_mysql_thread_id = p.id where p.db = database()"
                                + " and p.id <> connection_id() order by t.trx_id is null, p.id desc limit " + most
                        : "select pid, xact_start is not null from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid() order by xact_start nulls last limit " + most,
                row -> sessions.put(row.getString(1), row.getBoolean(2)));
        int hit = 0;
        for (Map.Entry<String, Boolean> session : sessions.entrySet()) {
            try {
                execute(maria ? "kill " + session.getKey() : "select pg_terminate_backend(" + session.getKey() + ")");
                hit += session.getValue() ? 1 : 0;
            } catch (SQLException gone) {
                // it has ended by itself meanwhile
            }
        }
        return hit;
    }

    /** The port that the server itself listens on. */
    int port() {
        return maria ? MariaServer.shared().port() : PostgresServer.shared().port();
    }

    /** The address by which a service reaches it over a link. */
    String urlOver(int linkPort) {
        return url.replace(":" + port() + "/", ":" + linkPort + "/") + "&socketTimeout=" + (maria ? "20000" : "20");
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, Reader reader) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }
}
