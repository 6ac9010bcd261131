package io.txgroup.verification.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class MariaServerIT {
    @Test
    void givesEachTestADatabaseOfItsOwn() throws SQLException {
        MariaServer server = MariaServer.shared();
        String one = server.newDatabase("one");
        String two = server.newDatabase("one");
        assertThat(one).isNotEqualTo(two);
        try (Connection connection = DriverManager.getConnection(one);
                Statement statement = connection.createStatement()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("MariaDB");
            statement.execute("CREATE TABLE t (id INT)");
        }
        server.dropDatabase(one);
        server.dropDatabase(two);
        assertThatThrownBy(() -> DriverManager.getConnection(one).close()).isInstanceOf(SQLException.class);
    }

    @Test
    void leavesNothingBehindAndLetsInOnlyWhomItWasTold() throws SQLException {
        Path folder = Folders.create("mariadb-test");
        MariaServer server = MariaServer.start(
                folder,
                Folders.kept(),
                List.of(
                        "delete from mysql.global_priv where user in ('', 'root');",
                        "flush privileges;",
                        "create user 'us'@'127.0.0.1' identified by 'secret';"));
        String url = "jdbc:mariadb://127.0.0.1:" + server.port() + "/?user=";
        DriverManager.getConnection(url + "us&password=secret").close();
        assertThatThrownBy(() -> DriverManager.getConnection(url + "root").close())
                .isInstanceOf(SQLException.class);
        assertThat(folder.resolve("first-words.sql")).doesNotExist();

        server.close();
        assertThat(folder).doesNotExist();
        assertThatThrownBy(() ->
                        DriverManager.getConnection(url + "us&password=secret").close())
                .isInstanceOf(SQLException.class);
    }
}
