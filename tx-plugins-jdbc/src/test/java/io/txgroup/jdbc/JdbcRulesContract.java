package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A logical connection keeps JDBC's rules. */
abstract class JdbcRulesContract extends JdbcContract {
    JdbcRulesContract(TestDatabase database) {
        super(database);
    }

    private void withConnection(Work work) throws Exception {
        inGroup(() -> {
            try (Connection connection = dataSource.getConnection()) {
                work.on(connection);
            }
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void leadsEveryObjectBackToTheLogicalConnection() throws Exception {
        withConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM stock");
                    ResultSet rows = statement.executeQuery()) {
                assertThat(statement.getConnection()).isSameAs(connection);
                assertThat(rows.getStatement()).isSameAs(statement);
                assertThat(statement.getResultSet() == null
                                || statement.getResultSet().getStatement() == statement)
                        .isTrue();
            }
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
                assertThat(tables.next()).isTrue();
                assertThat(tables.getStatement()).isNull();
            }
            assertThat(Set.of(connection)).contains(connection).doesNotContain(dataSource.getConnection());
            assertThat(connection.toString()).contains("stock#1 of group " + unit.groupId());
        });
    }

    @Test
    void closesTwiceAndThenTakesNothingMore() throws Exception {
        withConnection(connection -> {
            Statement statement = connection.createStatement();
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.isValid(1)).isTrue();
            connection.close();
            connection.close();

            assertThat(connection.isClosed()).isTrue();
            assertThat(connection.isValid(1)).isFalse();
            assertThat(statement.isClosed()).isTrue();
            assertThatThrownBy(connection::createStatement)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
            assertThatThrownBy(connection::getAutoCommit).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connection.setClientInfo("ApplicationName", "x"))
                    .isInstanceOf(SQLException.class);
        });
    }

    @Test
    void refusesCommitRollbackAndSavepointsInAutoCommit() throws Exception {
        withConnection(connection -> {
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::setSavepoint).isInstanceOf(SQLException.class);
        });
        assertThat(unit.resources()).isEmpty();
    }

    @Test
    void letsSavepointsPass() throws Exception {
        withConnection(connection -> {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO stock VALUES (1, 1)");
            Savepoint savepoint = connection.setSavepoint("here");
            execute(connection, "INSERT INTO stock VALUES (2, 1)");
            assertThatThrownBy(() -> execute(connection, "INSERT INTO stock VALUES (2, 1)"))
                    .isInstanceOf(SQLException.class);
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            connection.commit();
        });
        assertThat(unit.vetoes()).isEmpty();

        unit.commit();
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void beginsANewLocalTransactionAfterEachCommit() throws Exception {
        withConnection(connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO stock VALUES (?, 1)")) {
                insert.setInt(1, 1);
                insert.executeUpdate();
                connection.commit();
                insert.setInt(1, 2);
                insert.executeUpdate();
                connection.rollback();
            }
            connection.setAutoCommit(true);
        });
        assertThat(unit.vetoes()).hasSize(1);

        unit.commit();
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void keepsAPreparedStatementWhenAutoCommitIsTurnedOff() throws Exception {
        withConnection(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO stock VALUES (1, 1)")) {
                connection.setAutoCommit(false);
                insert.executeUpdate();
                connection.setAutoCommit(true);
            }
        });

        unit.commit();
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void rollsBackAndVetoesWhenClosedWithoutACommit() throws Exception {
        withConnection(connection -> {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO stock VALUES (1, 1)");
        });

        assertThat(unit.vetoes()).containsExactly("a connection was closed without a commit on stock#1");
    }

    @Test
    void keepsLogicalSettingsAndPutsThemBackAtTheEnd() throws Exception {
        String other = database().otherPlace(outside);
        String before = jdbc.execute((Connection connection) -> database().place(connection));
        withConnection(connection -> {
            assertThat(database().place(connection)).isEqualTo(before);
            database().place(connection, other);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setClientInfo(new Properties());
            connection.setNetworkTimeout(Runnable::run, 12_345);
            assertThat(unit.resources()).isEmpty();
            connection.setAutoCommit(false);
            execute(connection, "SELECT 1");
            assertThat(database().place(connection)).isEqualTo(other);
            assertThat(connection.getNetworkTimeout()).isEqualTo(12_345);
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(database().place(held(1).connection())).isEqualTo(other);
            connection.commit();
        });
        withConnection(connection -> {
            execute(connection, "INSERT INTO stock VALUES (1, 1)");
            assertThat(database().place(connection)).isEqualTo(before);
            assertThat(connection.getTransactionIsolation())
                    .isEqualTo(database().isolation());
        });
        unit.commit();

        assertThat(visible()).isEqualTo(1);
        jdbc.execute((Connection connection) -> {
            assertThat(database().place(connection)).isEqualTo(before);
            assertThat(connection.getTransactionIsolation())
                    .isEqualTo(database().isolation());
            assertThat(connection.getAutoCommit()).isTrue();
            return null;
        });
    }

    @Test
    void putsSettingsBackItselfWhateverThePoolDoes() throws Exception {
        String other = database().otherPlace(outside);
        SingleConnectionDataSource plain = new SingleConnectionDataSource(pool.getJdbcUrl(), true);
        dataSource = new HeldDataSource("stock", plain, () -> unit, HeldSettings.DEFAULTS, canceller());
        Connection physical = plain.getConnection();
        String before = database().place(physical);
        for (boolean readOnly : new boolean[] {true, false}) {
            withConnection(connection -> {
                connection.setReadOnly(readOnly);
                database().place(connection, other);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                connection.setAutoCommit(false);
                execute(connection, "SELECT 1");
                assertThat(physical.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
                assertThat(database().place(physical)).isEqualTo(other);
                connection.commit();
            });
        }
        unit.commit();

        assertThat(database().place(physical)).isEqualTo(before);
        assertThat(physical.getTransactionIsolation()).isEqualTo(database().isolation());
        assertThat(physical.isReadOnly()).isFalse();
        assertThat(physical.getAutoCommit()).isTrue();
        try (Statement statement = physical.createStatement()) {
            assertThat(statement.getQueryTimeout()).isZero();
        }
        plain.destroy();
    }

    @Test
    void refusesAStrongerIsolationThanTheConnectionIsHeldWith() throws Exception {
        withConnection(connection -> execute(connection, "INSERT INTO stock VALUES (1, 1)"));
        withConnection(connection -> {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertThatThrownBy(connection::createStatement)
                    .hasMessageContaining("can't change to isolation level 8: it has been held with level "
                            + database().isolation());
        });
    }

    @Test
    void refusesToChangeReadOnlyOrIsolationInALocalTransaction() throws Exception {
        withConnection(connection -> {
            connection.setAutoCommit(false);
            execute(connection, "SELECT 1");
            assertThatThrownBy(() -> connection.setReadOnly(true)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE))
                    .isInstanceOf(SQLException.class);
            connection.commit();
        });
    }

    @Test
    void goesOverToTheHeldConnectionWhenItIsNoLongerReadOnly() throws Exception {
        withConnection(connection -> {
            connection.setReadOnly(true);
            Statement early = connection.createStatement();
            early.execute("SELECT 1");
            assertThat(unit.resources()).isEmpty();

            connection.setReadOnly(false);
            assertThatThrownBy(() -> early.execute("INSERT INTO stock VALUES (1, 1)"))
                    .isInstanceOf(SQLException.class);
            execute(connection, "INSERT INTO stock VALUES (1, 1)");
        });

        assertThat(unit.resources()).hasSize(1);
        assertThat(visible()).isZero();
    }

    @Test
    void unwrapsItselfAndTheDriversConnection() throws Exception {
        Class<?> ofDriver;
        try (Connection connection = outside.getDataSource().getConnection()) {
            ofDriver = connection.getClass();
        }
        withConnection(connection -> {
            assertThat((Object) connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(connection.isWrapperFor(Connection.class)).isTrue();
            assertThat(connection.isWrapperFor(ofDriver)).isTrue();
            assertThat(ofDriver.isInstance(connection.unwrap(ofDriver))).isTrue();
        });
        assertThat(held(1).takesPart()).isTrue();
    }

    @Test
    void vetoesWhenItIsAborted() throws Exception {
        withConnection(connection -> {
            execute(connection, "INSERT INTO stock VALUES (1, 1)");
            assertThatThrownBy(() -> connection.abort(null)).isInstanceOf(SQLException.class);
            connection.abort(Runnable::run);
            assertThat(connection.isClosed()).isTrue();
        });

        assertThat(unit.vetoes()).isNotEmpty();
        unit.rollback();
        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void isAbortedInTheMiddleOfALocalTransaction() throws Exception {
        Connection connection = unit.run(() -> dataSource.getConnection());
        inGroup(() -> {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO stock VALUES (1, 1)");
            connection.abort(Runnable::run);
        });

        assertThat(unit.vetoes()).contains("connection stock#1 was aborted");
        unit.rollback();
        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void refusesUpdatableResultSetsWhereItRefusesWrites() throws Exception {
        withConnection(connection -> {
            connection.setReadOnly(true);
            assertThatThrownBy(() -> connection.prepareStatement(
                            "SELECT id FROM stock", ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE))
                    .hasMessageContaining("refused a write");
            connection.setReadOnly(false);
            connection
                    .createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)
                    .close();
        });
    }

    @Test
    void doesNotTakePartForMetadataAlone() throws Exception {
        withConnection(connection ->
                assertThat(connection.getMetaData().getDatabaseProductName()).isNotEmpty());

        assertThat(held(1).takesPart()).isFalse();
    }

    @Test
    void refusesStatementsThatEndTheTransactionBehindItsBack() throws Exception {
        withConnection(connection -> {
            for (String sql : new String[] {"COMMIT", "/* x */ rollback", "BEGIN"}) {
                assertThatThrownBy(() -> execute(connection, sql))
                        .hasMessageContaining("refused a statement that changes or ends the transaction");
            }
            if (database() != TestDatabase.POSTGRESQL) {
                assertThatThrownBy(() -> execute(connection, "CREATE TABLE x (id INT)"))
                        .hasMessageContaining("makes the database commit (DEFINITION)")
                        .hasMessageContaining("outside of the group");
            }
        });
    }

    @Test
    void refusesConnectionsThatItCannotHold() throws Exception {
        inGroup(() -> {
            assertThatThrownBy(() -> dataSource.getConnection("sa", "")).hasMessageContaining("outside of it");
            assertThatThrownBy(() -> dataSource.createConnectionBuilder()).hasMessageContaining("outside of it");
        });
    }

    @Test
    void answersClientInfo() throws Exception {
        withConnection(connection -> {
            Properties before = connection.getClientInfo();
            connection.setClientInfo(before);
            assertThat(connection.getClientInfo()).isEqualTo(before);
            connection.setTypeMap(Map.of());
            assertThat(connection.getTypeMap()).isEmpty();
            assertThat((Object) connection.getWarnings()).isNull();
            connection.clearWarnings();
        });
        assertThat(unit.resources()).isEmpty();
    }

    /** Work on a connection. */
    interface Work {
        void on(Connection connection) throws Exception;
    }
}
