package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** What only H2 does to a transaction. */
abstract class H2OnlyContract extends JdbcContract {
    H2OnlyContract() {
        super(TestDatabase.H2);
    }

    @Test
    void vetoesWhenADeadlockHasUndoneTheTransactionAndTheApplicationGoesOn() throws Exception {
        outside.update("INSERT INTO stock VALUES (1, 1), (2, 1), (3, 1)");
        outside.execute("SET DEFAULT_LOCK_TIMEOUT 20000");
        try (Connection other = pool.getConnection()) {
            other.setAutoCommit(false);
            execute(other, "UPDATE stock SET amount = 9 WHERE id = 2");
            inGroup(() -> assertThatThrownBy(() -> transaction(status -> beVictim(other)))
                    .hasStackTraceContaining("nothing to commit: the database has rolled the transaction back"));
        }

        assertThat(unit.vetoes()).hasSize(1).first().asString().contains("rolled everything back", "on stock#1");
        unit.rollback();
        assertThat(outside.queryForList("SELECT id FROM stock WHERE amount <> 1", Integer.class))
                .isEmpty();
    }

    /** The database undoes the transaction that closes the circle: ours. */
    private void beVictim(Connection other) {
        jdbc.update("UPDATE stock SET amount = 2 WHERE id = 1");
        CompletableFuture<Void> opposite =
                CompletableFuture.runAsync(() -> execute(other, "UPDATE stock SET amount = 9 WHERE id = 1"));
        Awaitility.await()
                .until(() -> outside.queryForObject(
                                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL",
                                Integer.class)
                        == 1);
        assertThatThrownBy(() -> jdbc.update("UPDATE stock SET amount = 2 WHERE id = 2"))
                .isInstanceOf(DataAccessException.class);
        assertThat(opposite).succeedsWithin(Duration.ofSeconds(10));
        rollback(other);
        jdbc.update("UPDATE stock SET amount = 3 WHERE id = 3");
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
