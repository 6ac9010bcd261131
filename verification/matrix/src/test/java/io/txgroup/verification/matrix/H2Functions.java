package io.txgroup.verification.matrix;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What H2 calls as a function; public because H2 asks for that. */
public final class H2Functions {
    private H2Functions() {}

    /** Writes a row of the table item and gives its number back. */
    public static int putItem(Connection connection, int id) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO item (id, name, amount, version) VALUES (?, 'put', 1, 0)")) {
            insert.setInt(1, id);
            insert.executeUpdate();
        }
        return id;
    }
}
