package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.CallPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

/** How held connections end, and what keeps the pool alive meanwhile. */
abstract class EndContract extends JdbcContract {
    EndContract(TestDatabase database) {
        super(database);
    }

    @Test
    void evictsAConnectionWhoseCommitFailed() throws Exception {
        inGroup(() -> insert(1));
        killSessionOf(held(1));

        assertThatThrownBy(() -> held(1).commit())
                .hasMessageContaining("Connection stock#1 of group " + unit.groupId() + " - its commit failed");
        assertThat(connectionsInUse()).isZero();
        assertThat(count()).isZero();
    }

    @Test
    void votesNoWhenAMethodLeavesALocalTransactionOpen() throws Exception {
        var call = unit.call(CallPath.ROOT);
        Connection left = call.run(() -> {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO stock VALUES (1, 1)");
            }
            return connection;
        });

        assertThatThrownBy(call::join)
                .hasMessageContaining("is still open: its local transaction was neither committed");
        unit.rollback();
        left.rollback();
        left.close();
        assertThat(visible()).isZero();
    }

    @Test
    void takesAnotherConnectionIfAnIdleOneWasGivenBack() throws Exception {
        inGroup(() ->
                jdbc.execute((Connection connection) -> connection.getMetaData().getURL()));
        assertThat(held(1).takesPart()).isFalse();
        held(1).rollback();
        inGroup(() -> insert(1));

        unit.resources().get(1).commit();
        assertThat(visible()).isEqualTo(1);
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void letsAConnectionOutliveItsGroup() throws Exception {
        var call = unit.call(CallPath.ROOT);
        Connection kept = call.run(() -> {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO stock VALUES (1, 1)");
            }
            connection.commit();
            connection.setAutoCommit(true);
            return connection;
        });
        call.join();
        unit.commit();

        try (kept;
                Statement statement = kept.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM stock")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void goesOverToTheGroupThatItsThreadComesToRun() throws Exception {
        Connection kept = unit.runUnannotated(() -> {
            Connection connection = dataSource.getConnection();
            execute(connection, "SELECT 1");
            return connection;
        });
        inGroup(() -> execute(kept, "INSERT INTO stock VALUES (1, 1)"));
        assertThat(unit.resources()).hasSize(1);
        assertThat(visible()).isZero();
        unit.commit();

        unit = new FakeUnit();
        inGroup(() -> execute(kept, "INSERT INTO stock VALUES (2, 1)"));
        assertThat(unit.resources()).hasSize(1);
        unit.rollback();
        kept.close();
        assertThat(visible()).isEqualTo(1);
        assertThat(connectionsInUse()).isZero();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void givesAThreadWithoutGroupNothingThroughAConnectionOfAGroup() throws Exception {
        Connection passedOn = unit.run(() -> {
            Connection connection = dataSource.getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO stock VALUES (1, 1)");
            }
            return connection;
        });
        unit.rollback();

        assertThat(CompletableFuture.runAsync(() -> {
                    try (Statement statement = passedOn.createStatement()) {
                        statement.execute("INSERT INTO stock VALUES (2, 1)");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withStackTraceContaining("has no group in thread");
        passedOn.close();
        assertThat(visible()).isZero();
    }

    @Test
    void letsNothingBeCommittedByAMethodThatTheDeadlineHasOvertaken() throws Exception {
        inGroup(() -> {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            Statement statement = connection.createStatement();
            statement.execute("INSERT INTO stock VALUES (1, 1)");
            unit.rollback();

            assertThatThrownBy(() -> statement.execute("INSERT INTO stock VALUES (2, 1)"))
                    .isInstanceOf(TxRolledBackException.class);
            assertThatThrownBy(() -> connection.createStatement()).isInstanceOf(TxRolledBackException.class);
            assertThatThrownBy(connection::commit).isInstanceOf(TxRolledBackException.class);
            connection.rollback();
            connection.close();
        });

        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void tellsAMethodThatItsGroupWasRolledBackMeanwhile() throws Exception {
        inGroup(() -> {
            insert(1);
            unit.rollback();
            assertThatThrownBy(() -> insert(2)).isInstanceOf(TxRolledBackException.class);
            assertThatThrownBy(() -> transaction(status -> insert(2))).isInstanceOf(TxRolledBackException.class);
        });
        assertThat(visible()).isZero();
    }

    @Test
    void endsAStatementWithTheGroupsTime() throws Exception {
        unit.timeLeft(Duration.ofMillis(1500));

        inGroup(() -> assertThatThrownBy(() -> jdbc.queryForList(database().endless))
                .isInstanceOf(QueryTimeoutException.class));
        unit.rollback();
        jdbc.execute((Statement statement) -> {
            assertThat(statement.getQueryTimeout()).isZero();
            return null;
        });
    }

    @Test
    void keepsAShorterTimeoutOfTheApplication() throws Exception {
        jdbc.setQueryTimeout(1);

        inGroup(() -> assertThatThrownBy(() -> jdbc.queryForList(database().endless))
                .isInstanceOf(QueryTimeoutException.class));
    }

    @Test
    void startsNoStatementAfterTheDeadline() throws Exception {
        unit.timeLeft(Duration.ofMillis(-5));

        inGroup(() -> assertThatThrownBy(() -> insert(1)).hasStackTraceContaining("the deadline passed"));
    }

    @Test
    void refusesMoreHeldConnectionsThanTheLimitWithTheNumbers() throws Exception {
        settings(new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 1, Duration.ofMillis(50), Duration.ofSeconds(5)));
        inGroup(() -> transaction(status -> {
            insert(1);
            assertThatThrownBy(() -> transaction(3, inner -> insert(2)))
                    .hasRootCauseInstanceOf(SQLTransientConnectionException.class)
                    .rootCause()
                    .hasMessageContaining("within 50 ms")
                    .hasMessageContaining("held=1, limit=1, waiting=0, pool=4");
        }));

        assertThat(connectionsInUse()).isEqualTo(1);
        unit.commit();
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void holdsThreeQuartersOfThePoolByDefault() throws Exception {
        settings(new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 0, Duration.ofMillis(50), Duration.ofSeconds(5)));
        inGroup(() -> {
            for (int i = 1; i <= 3; i++) {
                Connection connection = dataSource.getConnection();
                connection.createStatement();
            }
            Connection fourth = dataSource.getConnection();
            assertThatThrownBy(fourth::createStatement).hasMessageContaining("held=3, limit=3");
        });
        assertThat(count()).isZero();
    }

    @Test
    void takesTheNextOneAsSoonAsAPlaceIsFree() throws Exception {
        settings(new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 1, Duration.ofSeconds(5), Duration.ofSeconds(5)));
        inGroup(() -> insert(1));
        var first = unit;
        unit = new FakeUnit();
        var started = new CountDownLatch(1);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            try {
                started.countDown();
                inGroup(() -> insert(2));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        started.await();
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(second).isNotDone();
        first.commit();

        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
    }
}
