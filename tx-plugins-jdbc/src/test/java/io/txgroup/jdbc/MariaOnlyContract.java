package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.CallPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** What only MariaDB and MySQL do to a transaction. */
abstract class MariaOnlyContract extends JdbcContract {
    MariaOnlyContract(TestDatabase database) {
        super(database);
    }

    @Test
    void refusesWhatMakesTheDatabaseCommit() throws Exception {
        for (String sql : new String[] {
            "ALTER TABLE stock ADD x INT",
            "TRUNCATE stock",
            "LOCK TABLES stock WRITE",
            "ANALYZE TABLE stock",
            "SET SESSION autocommit = 1",
            "SET @@autocommit = 1"
        }) {
            inGroup(() -> assertThatThrownBy(() -> jdbc.execute(sql))
                    .as(sql)
                    .hasStackTraceContaining("makes the database commit"));
        }
    }

    @Test
    void letsTemporaryTablesPass() throws Exception {
        inGroup(() -> transaction(status -> {
            insert(1);
            jdbc.execute("CREATE TEMPORARY TABLE work (id INT) ENGINE=InnoDB");
            jdbc.execute("INSERT INTO work SELECT id FROM stock");
            jdbc.execute("DROP TEMPORARY TABLE work");
        }));
        assertThat(visible()).isZero();
        unit.rollback();
        assertThat(visible()).isZero();
    }

    @Test
    void votesNoWhenAProcedureHasCommitted() throws Exception {
        outside.execute("CREATE PROCEDURE commits() BEGIN INSERT INTO stock VALUES (2, 1); COMMIT; END");
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            jdbc.execute("CALL commits()");
            return null;
        });

        assertThatThrownBy(call::join).hasMessageContaining("its transaction is not open any more");
        unit.rollback();
    }

    @Test
    void votesNoOnATableThatKnowsNoTransactions() throws Exception {
        outside.execute("CREATE TABLE plain (id INT) ENGINE=MyISAM");
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            jdbc.update("INSERT INTO plain VALUES (1)");
            return null;
        });

        assertThatThrownBy(call::join).hasMessageContaining("whose engine knows no transactions");
        unit.rollback();
    }

    @Test
    void vetoesWhenADeadlockHasUndoneTheTransactionAndTheApplicationGoesOn() throws Exception {
        outside.update("INSERT INTO stock VALUES (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1)");
        try (Connection heavy = pool.getConnection()) {
            heavy.setAutoCommit(false);
            execute(heavy, "UPDATE stock SET amount = 9 WHERE id IN (2, 3, 4, 5, 6)");
            inGroup(() -> assertThatThrownBy(() -> transaction(status -> beVictim(heavy)))
                    .hasStackTraceContaining("nothing to commit: the database has rolled the transaction back"));
        }

        assertThat(unit.vetoes()).hasSize(1).first().asString().contains("rolled everything back", "on stock#1");
        unit.rollback();
        assertThat(outside.queryForList("SELECT id FROM stock WHERE amount <> 1", Integer.class))
                .isEmpty();
    }

    /** The server ends the transaction that has written less: ours. */
    private void beVictim(Connection heavy) {
        jdbc.update("UPDATE stock SET amount = 2 WHERE id = 1");
        CompletableFuture<Void> opposite =
                CompletableFuture.runAsync(() -> execute(heavy, "UPDATE stock SET amount = 9 WHERE id = 1"));
        assertThatThrownBy(() -> jdbc.update("UPDATE stock SET amount = 2 WHERE id = 2"))
                .isInstanceOf(DataAccessException.class);
        assertThat(opposite).succeedsWithin(Duration.ofSeconds(10));
        rollback(heavy);
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
