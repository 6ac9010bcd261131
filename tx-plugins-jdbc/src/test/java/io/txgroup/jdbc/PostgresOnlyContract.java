package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.CallPath;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** What only PostgreSQL does to a transaction. */
abstract class PostgresOnlyContract extends JdbcContract {
    PostgresOnlyContract() {
        super(TestDatabase.POSTGRESQL);
    }

    @Test
    void doesNotTakeAFailedTransactionForCommitted() throws Exception {
        inGroup(() -> assertThatThrownBy(() -> transaction(status -> {
                    insert(1);
                    assertThatThrownBy(() -> insert(1)).isInstanceOf(DataAccessException.class);
                }))
                .hasStackTraceContaining("nothing to commit: a statement had failed"));

        assertThat(unit.vetoes())
                .containsExactly(
                        "a local transaction was committed although one of its statements had failed on stock#1");
    }

    @Test
    void goesBackToASavepointAfterAFailureHoweverLittleTimeIsLeft() throws Exception {
        inGroup(() -> transaction(status -> {
            insert(1);
            jdbc.execute("SAVEPOINT here");
            assertThatThrownBy(() -> insert(1)).isInstanceOf(DataAccessException.class);
            unit.timeLeft(Duration.ofSeconds(10));
            jdbc.execute("ROLLBACK TO SAVEPOINT here");
            insert(2);
        }));
        assertThat(unit.vetoes()).isEmpty();

        unit.commit();
        assertThat(visible()).isEqualTo(2);
    }

    @Test
    void votesNoWhenTheTransactionHasFailedUnnoticed() throws Exception {
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            insert(1);
            return null;
        });
        try (Statement statement = held(1).connection().createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT nonsense")).isInstanceOf(Exception.class);
        }

        assertThatThrownBy(call::join)
                .hasMessageContaining("can't be committed")
                .hasFieldOrPropertyWithValue("SQLState", "25P02");
    }

    @Test
    void votesNoWhenADeferredConstraintIsBroken() throws Exception {
        outside.execute("CREATE TABLE reservation (stock INT REFERENCES stock DEFERRABLE INITIALLY DEFERRED)");
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            transaction(status -> jdbc.update("INSERT INTO reservation VALUES (7)"));
            return null;
        });

        assertThatThrownBy(call::join)
                .hasMessageContaining("can't be committed")
                .hasMessageContaining("reservation");
        unit.rollback();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void keepsTheLocksThatMakeADeferredConstraintHold() throws Exception {
        outside.execute("CREATE TABLE reservation (stock INT REFERENCES stock DEFERRABLE INITIALLY DEFERRED)");
        outside.update("INSERT INTO stock VALUES (7, 1)");
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            transaction(status -> jdbc.update("INSERT INTO reservation VALUES (7)"));
            return null;
        });
        call.join();

        assertThatThrownBy(() -> outside.execute((Connection connection) -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SET lock_timeout = 200");
                        return statement.executeUpdate("DELETE FROM stock WHERE id = 7");
                    }
                }))
                .hasStackTraceContaining("lock timeout");
        unit.commit();
        assertThat(outside.queryForObject("SELECT COUNT(*) FROM reservation", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void endsALockWaitWithTheGroupsTime() throws Exception {
        outside.update("INSERT INTO stock VALUES (1, 1)");
        inGroup(() -> jdbc.update("UPDATE stock SET amount = 2"));
        FakeUnit first = unit;
        unit = new FakeUnit();
        unit.timeLeft(Duration.ofMillis(800));

        inGroup(() -> assertThatThrownBy(() -> jdbc.update("UPDATE stock SET amount = 3"))
                .isInstanceOf(DataAccessException.class));
        unit.rollback();
        first.commit();
        assertThat(outside.queryForObject("SELECT amount FROM stock", Integer.class))
                .isEqualTo(2);
    }

    @Test
    void changesTheSchemaInsideTheGroup() throws Exception {
        inGroup(() -> transaction(status -> jdbc.execute("CREATE TABLE made (id INT)")));
        unit.rollback();

        assertThatThrownBy(() -> outside.queryForList("SELECT * FROM made")).isInstanceOf(DataAccessException.class);
    }
}
