package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.CallPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What PostgreSQL refuses to prepare, and what would end held work there. */
@ExtendWith(OutputCaptureExtension.class)
abstract class DurableContract extends JdbcContract {
    DurableContract() {
        super(TestDatabase.POSTGRESQL);
    }

    @Override
    Guarantee guarantee() {
        return Guarantee.AUTO;
    }

    private void join(Action action) throws Exception {
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> {
            action.run();
            return null;
        });
        call.join();
    }

    @Test
    void isDurableByItself() throws Exception {
        assertThat(dataSource.guarantee()).isEqualTo(Guarantee.DURABLE);
    }

    @Test
    void givesItsConnectionBackOnceItIsPrepared() throws Exception {
        join(() -> insert(1));
        held(1).prepare();

        assertThat(connectionsInUse()).isZero();
        assertThat(visible()).isZero();
        held(1).commit();
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void saysNoToWorkWithATemporaryTable() throws Exception {
        saysNoAfter("CREATE TEMPORARY TABLE work (id INT)", "temporary");
    }

    @Test
    void saysNoToASessionThatListens() throws Exception {
        saysNoAfter("LISTEN stock_changes", "LISTEN");
    }

    @Test
    void saysNoToWorkThatNotifies() throws Exception {
        saysNoAfter("NOTIFY stock_changes", "NOTIFY");
    }

    @Test
    void saysNoToACursorThatOutlivesTheTransaction() throws Exception {
        saysNoAfter("DECLARE rest CURSOR WITH HOLD FOR SELECT 1", "WITH HOLD");
    }

    private void saysNoAfter(String statement, String why) throws Exception {
        join(() -> transaction(status -> {
            jdbc.execute(statement);
            insert(1);
        }));

        assertThatThrownBy(() -> held(1).prepare())
                .hasMessageContaining("can't be prepared")
                .hasMessageContaining(why);
        held(1).rollback();
        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void saysNoToATransactionThatHasFailed() throws Exception {
        join(() -> insert(1));
        try (var statement = held(1).connection().createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT nonsense")).isInstanceOf(Exception.class);
        }

        assertThatThrownBy(() -> held(1).prepare()).hasMessageContaining("can't be prepared");
        held(1).rollback();
        assertThat(dataSource.recovery().prepared()).isEmpty();
    }

    @Test
    void saysNoWithTheNumbersWhenTheServerCanPrepareNoMore() throws Exception {
        join(() -> insert(1));
        List<String> others = new ArrayList<>();
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            String name = "others" + System.nanoTime() + "_";
            for (int i = 0; others.size() == i; i++) {
                try {
                    TwoPhase.POSTGRESQL.prepare(connection, "'" + name + i + "'");
                    others.add("'" + name + i + "'");
                } catch (SQLException full) {
                    connection.rollback();
                }
            }

            assertThatThrownBy(() -> held(1).prepare())
                    .hasMessageContaining(
                            "the server can prepare no more: max_prepared_transactions=100, prepared=100");
            held(1).rollback();
        } finally {
            others.forEach(name -> outside.execute("ROLLBACK PREPARED " + name));
        }
        assertThat(visible()).isZero();
    }

    @Test
    void saysNoToASerializationFailure() throws Exception {
        outside.update("INSERT INTO stock VALUES (1, 1), (2, 1)");
        FakeUnit first = unit;
        FakeUnit second = new FakeUnit();
        unit = first;
        serializable(1, 2);
        HeldConnection one = held(1);
        unit = second;
        serializable(2, 1);
        HeldConnection two = held(1);

        one.prepare();
        assertThatThrownBy(two::prepare).hasMessageContaining("can't be prepared");
        one.commit();
        two.rollback();
        assertThat(outside.queryForObject("SELECT SUM(amount) FROM stock", Integer.class))
                .isEqualTo(3);
    }

    private void serializable(int read, int written) throws Exception {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        inGroup(() -> template.executeWithoutResult(status -> {
            jdbc.queryForObject("SELECT amount FROM stock WHERE id = " + read, Integer.class);
            jdbc.update("UPDATE stock SET amount = 2 WHERE id = " + written);
        }));
    }

    @Test
    void warnsOfServersThatEndHeldWork(CapturedOutput output) throws Exception {
        outside.execute("ALTER ROLE postgres IN DATABASE "
                + pool.getJdbcUrl().replaceAll(".*/([^?]+)\\?.*", "$1")
                + " SET idle_in_transaction_session_timeout = '5s'");
        dataSource.warnOfShortLimits(Duration.ofSeconds(30));

        assertThat(output)
                .contains("idle_in_transaction_session_timeout is 5.0 s, but a group may hold a connection for 30");
    }

    @Test
    void warnsOfAPoolThatTakesHeldConnectionsForLeaks(CapturedOutput output) throws Exception {
        pool.setLeakDetectionThreshold(2_000);
        dataSource.warnOfShortLimits(Duration.ofSeconds(30));

        assertThat(output)
                .contains("leak-detection-threshold is 2000 ms, but a group may hold a connection for 30000 ms");
    }
}
