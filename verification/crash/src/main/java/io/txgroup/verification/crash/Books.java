package io.txgroup.verification.crash;

import io.txgroup.verification.servers.MariaServer;
import io.txgroup.verification.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** One database, read directly: no service is asked. */
record Books(String url, boolean maria) {
    static Books create(String purpose, boolean maria) throws SQLException {
        Books books = new Books(
                maria
                        ? MariaServer.shared().newDatabase(purpose)
                        : PostgresServer.shared().newDatabase(purpose),
                maria);
        books.execute("create table orders(number bigint primary key)");
        books.execute("create table movement(number bigint primary key)");
        return books;
    }

    /** The address by which a service reaches it, past the driver that strikes. */
    String strikingUrl() {
        return url.replaceFirst("^jdbc:", "jdbc:strike:");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Set<Long> numbers(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select number from " + table)) {
            Set<Long> numbers = new TreeSet<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }

    /** The groups of which a tombstone forbids the commit, and whose work nobody has done again. */
    Set<String> forbidden() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select distinct group_id from tx_commit_marker where state <> 'C'")) {
            Set<String> groups = new TreeSet<>();
            while (rows.next()) {
                groups.add(rows.getString(1));
            }
            return groups;
        }
    }

    /** Branches that nobody has ended. */
    int prepared() throws SQLException {
        String sql = maria ? "xa recover" : "select gid from pg_prepared_xacts where database = current_database()";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            return count;
        }
    }
}
