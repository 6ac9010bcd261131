package io.txgroup.verification.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresServerIT {
    @Test
    void preparesOnlyWhereItWasToldTo() throws SQLException {
        assertThat(preparedTransactions(PostgresServer.shared())).isEqualTo(100);
        assertThat(preparedTransactions(PostgresServer.withoutPreparedTransactions()))
                .isZero();
    }

    private static int preparedTransactions(PostgresServer server) throws SQLException {
        String url = server.newDatabase("prepared");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW max_prepared_transactions")) {
            row.next();
            return row.getInt(1);
        } finally {
            server.dropDatabase(url);
        }
    }
}
