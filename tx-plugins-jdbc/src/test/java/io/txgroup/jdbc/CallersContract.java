package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The calls that Spring, Hibernate, MyBatis and jOOQ make, in their order. */
abstract class CallersContract extends JdbcContract {
    CallersContract(TestDatabase database) {
        super(database);
    }

    @Test
    void servesJdbcTemplateWithoutATransaction() throws Exception {
        inGroup(() -> {
            insert(1);
            assertThat(count()).isEqualTo(1);
        });
        unit.commit();

        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void commitsNothingWhenTheTransactionManagerTurnsAutoCommitOnAgain() throws Exception {
        inGroup(() -> {
            Connection connection = dataSource.getConnection();
            assertThat(connection.getAutoCommit()).isTrue();
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO stock VALUES (1, 1)")) {
                statement.executeUpdate();
            }
            connection.commit();
            connection.setAutoCommit(true);
            connection.close();
        });

        assertThat(visible()).isZero();
    }

    @Test
    void keepsReadOnlyAndIsolationApartFromTheHeldConnection() throws Exception {
        inGroup(() -> {
            TransactionTemplate template = new TransactionTemplate(transactions);
            template.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
            template.setReadOnly(true);
            assertThat((Object) template.execute(status -> count())).isEqualTo(0);
            template.setReadOnly(false);
            template.executeWithoutResult(status -> insert(1));
            assertThat(readOnlyTransaction(this::count)).isEqualTo(1);
        });
        assertThat(visible()).isZero();
        assertThat(held(1).connection().getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);

        unit.commit();
        assertThat(visible()).isEqualTo(1);
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getTransactionIsolation())
                    .isEqualTo(database().isolation());
        }
    }

    @Test
    void rollsANestedTransactionBackToItsSavepoint() throws Exception {
        transactions.setNestedTransactionAllowed(true);
        inGroup(() -> transaction(status -> {
            insert(1);
            assertThatThrownBy(() -> transaction(TransactionDefinition.PROPAGATION_NESTED, nested -> {
                        insert(2);
                        insert(1);
                    }))
                    .isInstanceOf(RuntimeException.class);
            insert(3);
        }));
        assertThat(unit.vetoes()).isEmpty();

        unit.commit();
        assertThat(outside.queryForList("SELECT id FROM stock ORDER BY id", Integer.class))
                .containsExactly(1, 3);
    }

    @Test
    void servesHibernateWhichClearsWarningsBeforeItCloses() throws Exception {
        inGroup(() -> {
            Connection connection = dataSource.getConnection();
            connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO stock VALUES (?, ?)")) {
                for (int id = 1; id <= 3; id++) {
                    statement.setInt(1, id);
                    statement.setInt(2, id);
                    statement.addBatch();
                }
                assertThat(statement.executeBatch()).hasSize(3);
            }
            connection.commit();
            connection.setAutoCommit(true);
            connection.clearWarnings();
            connection.close();
        });
        unit.commit();

        assertThat(visible()).isEqualTo(3);
    }

    @Test
    void tellsMyBatisTheLogicalAutoCommit() throws Exception {
        inGroup(() -> {
            try (Connection connection = dataSource.getConnection()) {
                assertThat(connection.getAutoCommit()).isTrue();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO stock VALUES (1, 1)");
                }
                assertThat(connection.getAutoCommit()).isTrue();
                connection.setAutoCommit(false);
                assertThat(connection.getAutoCommit()).isFalse();
                connection.setAutoCommit(true);
            }
        });
        assertThat(unit.vetoes()).isEmpty();
        assertThat(visible()).isZero();
    }

    @Test
    void servesJooqWhichAsksForMetadataFirst() throws Exception {
        inGroup(() -> {
            try (Connection connection = dataSource.getConnection()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(connection.getMetaData().getDatabaseProductName())
                            .isNotEmpty();
                }
                try (PreparedStatement statement = connection.prepareStatement("INSERT INTO stock VALUES (1, 1)")) {
                    statement.executeUpdate();
                }
            }
        });
        unit.commit();

        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void returnsGeneratedKeysAndBigResults() throws Exception {
        inGroup(() -> transaction(status -> jdbc.execute((Connection connection) -> {
            for (int id = 1; id <= 100; id++) {
                try (PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO stock VALUES (?, 1)", new String[] {"id"})) {
                    statement.setInt(1, id);
                    statement.executeUpdate();
                    try (ResultSet keys = statement.getGeneratedKeys()) {
                        assertThat(keys.next()).isEqualTo(database().returnsKeysThatItWasGiven());
                        assertThat(keys.getStatement()).isSameAs(statement);
                    }
                }
            }
            return rowsIn(connection);
        })));
        unit.commit();

        assertThat(visible()).isEqualTo(100);
    }

    private static int rowsIn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(7);
            int rows = 0;
            try (ResultSet result = statement.executeQuery("SELECT id FROM stock")) {
                while (result.next()) {
                    rows++;
                }
            }
            assertThat(rows).isEqualTo(100);
            return rows;
        }
    }
}
