package io.txgroup.jdbc;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * The table of commit markers in one database: a row for every call that worked on a held connection, written in its
 * transaction. {@code C} says that the work is committed; {@code T}, a tombstone, and {@code D}, discarded, that it is not
 * and never will be.
 *
 * @param name the table's name, perhaps with its schema
 */
record MarkerTable(String name) {
    static final String DEFAULT_NAME = "tx_commit_marker";

    /** The longest name of a DataSource for which the table has room. */
    static final int MAX_RESOURCE = 200;

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*){0,2}");
    private static final String KEY = "group_id = ? AND call_path = ? AND resource = ? AND ordinal = ?";

    MarkerTable {
        requireNonNull(name, "name is null");
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is no name for the table of markers (tx.jdbc.marker.table): it is made of letters, digits, _ and"
                    + " $, with a schema before it if need be, for instance app.tx_commit_marker");
        }
    }

    /** What makes the table. */
    String definition(Dialect dialect) {
        String file = "marker-" + dialect.scriptName() + ".sql";
        try (InputStream script = MarkerTable.class.getResourceAsStream(file)) {
            String text = new String(
                    requireNonNull(script, () -> file + " is missing").readAllBytes(), StandardCharsets.UTF_8);
            return text.replace(DEFAULT_NAME, name);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    /** Fails unless the table is there with all its columns and may be written; changes nothing. */
    void check(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(insert(1));
                PreparedStatement select = connection.prepareStatement(state());
                PreparedStatement delete = connection.prepareStatement(purge(1))) {
            insert.setString(1, "check");
            insert.setString(2, "0");
            insert.setString(3, "check " + System.nanoTime());
            insert.setInt(4, 0);
            insert.setString(5, "D");
            insert.setString(6, "");
            insert.executeUpdate();
            select.setString(1, "none");
            select.setString(2, "0");
            select.setString(3, "check");
            select.setInt(4, 0);
            select.executeQuery().close();
            delete.setString(1, "none");
            delete.executeUpdate();
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Inserts rows of (group, call path, resource, ordinal, state, epoch). */
    String insert(int rows) {
        return "INSERT INTO " + name
                + " (group_id, call_path, resource, ordinal, state, epoch) VALUES (?, ?, ?, ?, ?, ?)"
                + ", (?, ?, ?, ?, ?, ?)".repeat(rows - 1);
    }

    /** Inserts a row of the same unless its key is there; the count of rows tells. */
    String insertUnlessThere(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> insert(1) + " ON CONFLICT DO NOTHING";
            case MARIADB, MYSQL -> insert(1).replaceFirst("INSERT INTO", "INSERT IGNORE INTO");
            // fails on the key, which undoes nothing but that statement
            case H2, OTHER -> insert(1);
        };
    }

    /** The state of one row, by (group, call path, resource, ordinal). */
    String state() {
        return "SELECT state FROM " + name + " WHERE " + KEY;
    }

    /** The same, and waits for whoever is about to change it, where the database has words for that that we know. */
    String settledState(Dialect dialect) {
        return dialect == Dialect.OTHER ? state() : state() + " FOR UPDATE";
    }

    /** Turns tombstones into another state, by (state, epoch, group, resource, ordinal) and that many call paths. */
    String turn(int rows) {
        return "UPDATE " + name
                + " SET state = ?, epoch = ? WHERE group_id = ? AND resource = ? AND ordinal = ? AND state = 'T'"
                + " AND call_path IN (?" + ", ?".repeat(rows - 1) + ")";
    }

    /** How many rows of one resource say committed, by (group, resource, ordinal). */
    String committed() {
        return "SELECT COUNT(*) FROM " + name + " WHERE group_id = ? AND resource = ? AND ordinal = ? AND state = 'C'";
    }

    /** The groups, and their epochs, of rows that were written by held connections, by (after, before) in that order. */
    String groups(Dialect dialect, int most) {
        return "SELECT DISTINCT group_id, epoch FROM " + name
                + " WHERE group_id > ? AND group_id < ? AND epoch <> '' ORDER BY group_id"
                + (dialect == Dialect.OTHER ? " FETCH FIRST " + most + " ROWS ONLY" : " LIMIT " + most);
    }

    /** Removes the rows of that many groups. */
    String purge(int groups) {
        return "DELETE FROM " + name + " WHERE group_id IN (?" + ", ?".repeat(groups - 1) + ")";
    }
}
