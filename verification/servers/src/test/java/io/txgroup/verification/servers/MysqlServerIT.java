package io.txgroup.verification.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
class MysqlServerIT {
    @Test
    void givesEachTestADatabaseOfItsOwn() throws SQLException {
        MysqlServer server = MysqlServer.shared();
        String one = server.newDatabase("one");
        String two = server.newDatabase("one");
        assertThat(one).isNotEqualTo(two);
        try (Connection connection = DriverManager.getConnection(one)) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("MySQL");
        }
        server.dropDatabase(one);
        server.dropDatabase(two);
    }
}
