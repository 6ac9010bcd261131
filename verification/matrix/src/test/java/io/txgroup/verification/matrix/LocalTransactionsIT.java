package io.txgroup.verification.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxRolledBackException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What an application may do with local transactions and connections inside a group. */
class LocalTransactionsIT extends MatrixContract {
    LocalTransactionsIT(Place place) {
        super(place);
    }

    @Test
    void readsItsOwnWritesInLaterLocalTransactions() throws Exception {
        group().call(() -> {
            transaction(status -> insert(1));
            transaction(status -> {
                assertThat(items().find(1)).contains(Item.numbered(1));
                items().setAmount(1, 5);
            });
            transaction(status -> assertThat(items().find(1)).map(Item::amount).contains(5));
        });
        group().commit();

        assertThat(cell().outside().queryForObject("SELECT amount FROM item", Integer.class))
                .isEqualTo(5);
    }

    @Test
    void usesTheHeldConnectionAgain() throws Exception {
        group().call(() -> {
            for (int id = 1; id <= 3; id++) {
                int next = id;
                transaction(status -> insert(next));
                assertThat(cell().connectionsInUse()).isEqualTo(1);
            }
        });
        group().commit();

        assertThat(visible()).containsExactly(1, 2, 3);
    }

    @Test
    void holdsAFurtherConnectionForRequiresNew() throws Exception {
        callInTransaction(status -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
        });
        assertThat(cell().connectionsInUse()).isEqualTo(2);
        assertThat(visible()).isEmpty();

        group().commit();
        assertThat(visible()).containsExactly(1, 2);
    }

    @Test
    void rollsRequiresNewBackWithoutAVeto() throws Exception {
        callInTransaction(status -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> {
                insert(2);
                inner.setRollbackOnly();
            });
        });
        group().commit();

        assertThat(visible()).containsExactly(1);
    }

    @Test
    void rollsRequiresNewBackWithTheGroup() throws Exception {
        callInTransaction(status -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
        });
        group().rollback();

        assertNothingIsVisible();
    }

    @Test
    void rollsANestedTransactionBackToItsSavepoint() throws Exception {
        if (by(ClientKind.JPA)) {
            assertThatThrownBy(() -> callInTransaction(
                            status -> transaction(TransactionDefinition.PROPAGATION_NESTED, nested -> insert(2))))
                    .isInstanceOf(NestedTransactionNotSupportedException.class);
            cannot("JpaTransactionManager refuses NESTED unless it is told otherwise");
            return;
        }
        callInTransaction(status -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_NESTED, nested -> {
                insert(2);
                nested.setRollbackOnly();
            });
            transaction(TransactionDefinition.PROPAGATION_NESTED, nested -> insert(3));
        });
        group().commit();

        assertThat(visible()).containsExactly(1, 3);
    }

    @Test
    void rollsBackToASavepoint() throws Exception {
        callInTransaction(status -> {
            insert(1);
            items().withConnection(connection -> {
                Savepoint before = connection.setSavepoint();
                put(connection, 2);
                connection.rollback(before);
                connection.releaseSavepoint(connection.setSavepoint("named"));
                put(connection, 3);
            });
        });
        group().commit();

        assertThat(visible()).containsExactly(1, 3);
    }

    @Test
    void readsItsOwnWritesInAReadOnlyTransaction() throws Exception {
        group().call(() -> {
            readOnlyTransaction(status -> assertThat(items().count()).isZero());
            transaction(status -> insert(1));
            readOnlyTransaction(status -> assertThat(items().find(1)).isPresent());
        });
        group().commit();

        assertThat(visible()).containsExactly(1);
    }

    @Test
    void refusesAWriteInAReadOnlyTransaction() throws Exception {
        group().call(() -> {
            transaction(status -> insert(1));
            assertThatThrownBy(() -> readOnlyTransaction(status -> items().setAmount(1, 9)))
                    .hasStackTraceContaining("refused a write in a read-only transaction");
        });
        group().commit();

        assertThat(cell().outside().queryForObject("SELECT amount FROM item", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void runsAtTheIsolationLevelThatTheApplicationAsksFor() throws Exception {
        group().call(() -> {
            TransactionTemplate template = new TransactionTemplate(cell().transactions());
            template.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
            template.executeWithoutResult(status -> {
                insert(1);
                items().withConnection(connection -> assertThat(connection.getTransactionIsolation())
                        .isEqualTo(Connection.TRANSACTION_SERIALIZABLE));
            });
        });
        group().commit();

        assertThat(visible()).containsExactly(1);
    }

    @Test
    void letsWorkOutsideOfLocalTransactionsTakePart() throws Exception {
        group().call(() -> {
            insert(1);
            assertThat(items().find(1)).isPresent();
            insert(2);
            assertThat(items().count()).isEqualTo(2);
        });
        assertThat(visible()).isEmpty();
        assertThat(cell().connectionsInUse()).isEqualTo(1);

        group().commit();
        assertThat(visible()).containsExactly(1, 2);
    }

    @Test
    void rollsBackWorkOutsideOfLocalTransactions() throws Exception {
        group().call(() -> insert(1));
        group().rollback();

        assertNothingIsVisible();
    }

    @Test
    void failsAnOptimisticLockThatSomebodyElseHasBroken() throws Exception {
        cell().outside().update("INSERT INTO item VALUES (1, 'read before', 1, 4)");
        Item read = items().find(1).orElseThrow();
        callInTransaction(status -> items().save(read.withAmount(2)));
        group().commit();
        assertThat(items().find(1)).contains(new Item(1, "read before", 2, 5));

        Group later = new Group(cell().manager(), Duration.ofSeconds(30));
        assertThatThrownBy(() -> later.call(() -> transaction(status -> items().save(read.withAmount(3)))))
                .isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(items().find(1)).contains(new Item(1, "read before", 2, 5));
    }

    @Test
    void ignoresASecondCommitAndASecondClose() throws Exception {
        group().call(() -> {
            Connection connection = cell().dataSource().getConnection();
            connection.setAutoCommit(false);
            put(connection, 1);
            connection.commit();
            connection.commit();
            connection.close();
            connection.close();
            assertThat(connection.isClosed()).isTrue();
        });
        assertThat(visible()).isEmpty();

        group().commit();
        assertThat(visible()).containsExactly(1);
    }

    @Test
    void refusesAConnectionThatWasClosed() throws Exception {
        group().call(() -> {
            transaction(status -> insert(1));
            Connection connection = cell().dataSource().getConnection();
            connection.close();
            assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        });
        group().commit();

        assertThat(visible()).containsExactly(1);
    }

    @Test
    void refusesSqlThatWouldEndTheHeldTransaction() {
        assertThatThrownBy(() -> callInTransaction(status -> {
                    insert(1);
                    items().execute("COMMIT");
                }))
                .hasStackTraceContaining("COMMIT");

        assertNothingIsVisible();
    }

    @Test
    void treatsAChangeOfTheSchemaAsTheDatabaseDoes() throws Exception {
        String change = "CREATE TABLE made_in_a_group (id INT)";
        if (place().database().strict) {
            callInTransaction(status -> {
                insert(1);
                items().execute(change);
            });
            group().rollback();
        } else {
            assertThatThrownBy(() -> callInTransaction(status -> {
                        insert(1);
                        items().execute(change);
                    }))
                    .hasStackTraceContaining("CREATE");
        }

        assertNothingIsVisible();
        assertThatThrownBy(() -> cell().outside().queryForList("SELECT id FROM made_in_a_group"))
                .isInstanceOf(Exception.class);
    }

    @Test
    void losesNothingOfWhatWentBeforeAStatementThatFailed() throws Exception {
        boolean spoiled = place().database().strict || by(ClientKind.JPA);
        Group.Action method = () -> transaction(status -> {
            insert(1);
            assertThatThrownBy(() -> items().execute("UPDATE no_such_table SET id = 1"))
                    .isInstanceOf(Exception.class);
        });
        if (spoiled) {
            assertThatThrownBy(() -> group().call(method)).isInstanceOf(Exception.class);
            assertNothingIsVisible();
        } else {
            group().call(method);
            group().commit();
            assertThat(visible()).containsExactly(1);
        }
    }

    private static void put(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO item (id, name, amount, version) VALUES (" + id + ", 'put', 1, 0)");
        }
    }

    @Test
    void vetoesWhenTheApplicationSwallowsARollback() {
        assertThatThrownBy(() -> group().call(() -> {
                    transaction(status -> insert(1));
                    assertThatThrownBy(() -> transaction(status -> {
                                insert(2);
                                throw new IllegalArgumentException("only this one");
                            }))
                            .hasMessage("only this one");
                }))
                .isInstanceOf(TxRolledBackException.class);

        assertNothingIsVisible();
    }
}
