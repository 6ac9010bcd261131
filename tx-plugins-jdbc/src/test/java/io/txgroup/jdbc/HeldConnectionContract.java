package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.protocol.CallPath;
import java.sql.Connection;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionDefinition;

/** What the wrapped DataSource gives out in each situation. */
abstract class HeldConnectionContract extends JdbcContract {
    HeldConnectionContract(TestDatabase database) {
        super(database);
    }

    @Test
    void givesOutThePoolsOwnConnectionOutsideAGroup() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Connection ofPool = pool.getConnection()) {
            assertThat(connection).hasSameClassAs(ofPool);
        }
    }

    @Test
    void showsNothingOfALocalTransactionUntilTheGroupCommits() throws Exception {
        inGroup(() -> transaction(status -> insert(1)));
        assertThat(visible()).isZero();

        unit.commit();
        assertThat(visible()).isEqualTo(1);
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void leavesNothingWhenTheGroupRollsBack() throws Exception {
        inGroup(() -> transaction(status -> insert(1)));
        unit.rollback();

        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void takesNoConnectionForALocalTransactionWithoutStatements() throws Exception {
        inGroup(() -> transaction(status -> {}));

        assertThat(unit.resources()).isEmpty();
        assertThat(unit.vetoes()).isEmpty();
    }

    @Test
    void readsOnThePoolsOwnConnectionBeforeItHoldsOne() throws Exception {
        inGroup(() -> assertThat(readOnlyTransaction(this::count)).isZero());

        assertThat(unit.resources()).isEmpty();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void readsItsOwnWritesInAReadOnlyTransaction() throws Exception {
        inGroup(() -> {
            transaction(status -> insert(1));
            assertThat(readOnlyTransaction(this::count)).isEqualTo(1);
        });

        assertThat(unit.resources()).hasSize(1);
    }

    @Test
    void doesNotVetoWhenAReadOnlyTransactionIsRolledBack() throws Exception {
        inGroup(() -> {
            transaction(status -> insert(1));
            assertThatThrownBy(() -> readOnlyTransaction(() -> jdbc.queryForList("SELECT nonsense")))
                    .isInstanceOf(Exception.class);
            assertThat(count()).isEqualTo(1);
        });

        assertThat(unit.vetoes()).isEmpty();
    }

    @Test
    void refusesAWriteInAReadOnlyTransaction() throws Exception {
        inGroup(() -> assertThatThrownBy(() -> readOnlyTransaction(() -> {
                    insert(1);
                    return null;
                }))
                .hasStackTraceContaining("refused a write in a read-only transaction"));

        assertThat(visible()).isZero();
    }

    @Test
    void holdsNothingForAMethodThatPromisedToWriteNothing() throws Exception {
        unit.call(CallPath.ROOT).readingOnly().run(() -> {
            transaction(status -> assertThat(count()).isZero());
            assertThatThrownBy(() -> transaction(status -> insert(1)))
                    .hasStackTraceContaining("refused a write in a read-only transaction");
            return null;
        });

        assertThat(unit.resources()).isEmpty();
    }

    @Test
    void letsAutoCommitWorkTakePart() throws Exception {
        inGroup(() -> {
            insert(1);
            insert(2);
            assertThat(count()).isEqualTo(2);
        });
        assertThat(visible()).isZero();
        assertThat(unit.resources()).hasSize(1);

        unit.commit();
        assertThat(visible()).isEqualTo(2);
    }

    @Test
    void undoesOnlyTheStatementThatFailedInAutoCommit() throws Exception {
        inGroup(() -> {
            assertThatThrownBy(() -> jdbc.queryForList("SELECT nonsense")).isInstanceOf(DataAccessException.class);
            insert(1);
            assertThatThrownBy(() -> insert(1)).isInstanceOf(DuplicateKeyException.class);
            insert(2);
            assertThatThrownBy(() -> insert(2)).isInstanceOf(DuplicateKeyException.class);
            insert(3);
        });
        assertThat(unit.vetoes()).isEmpty();

        unit.commit();
        assertThat(visible()).isEqualTo(3);
    }

    @Test
    void refusesAutoCommitWorkIfTold() throws Exception {
        settings(with(AutoCommitWork.REFUSE));

        inGroup(() -> assertThatThrownBy(() -> insert(1)).hasStackTraceContaining("tx.jdbc.auto-commit=refuse"));
        assertThat(unit.resources()).isEmpty();
    }

    @Test
    void leavesAutoCommitWorkAloneIfTold() throws Exception {
        settings(with(AutoCommitWork.LOCAL));

        inGroup(() -> {
            insert(1);
            transaction(status -> insert(2));
        });
        unit.rollback();

        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void refusesAWriteOfAnUnannotatedMethodAndLetsReadsPass() throws Exception {
        unit.runUnannotated(() -> {
            assertThat(count()).isZero();
            transaction(status -> assertThat(count()).isZero());
            assertThatThrownBy(() -> insert(1))
                    .hasStackTraceContaining("no method on the way is annotated with @TxTransaction");
            assertThatThrownBy(() -> transaction(status -> insert(1))).hasStackTraceContaining("refused a write");
            return null;
        });

        assertThat(visible()).isZero();
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void letsAnUnannotatedMethodWriteIfTold() throws Exception {
        settings(new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.LOCAL, 0, Duration.ofSeconds(2), Duration.ofSeconds(5)));

        unit.runUnannotated(() -> {
            insert(1);
            return null;
        });
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void usesTheSameConnectionAgain() throws Exception {
        inGroup(() -> {
            transaction(status -> insert(1));
            transaction(status -> assertThat(count()).isEqualTo(1));
            insert(2);
        });

        assertThat(unit.resources()).hasSize(1);
        assertThat(connectionsInUse()).isEqualTo(1);
    }

    @Test
    void rollsBackOnlyTheLaterLocalTransactionAndVetoes() throws Exception {
        inGroup(() -> {
            transaction(status -> insert(1));
            transaction(status -> {
                insert(2);
                status.setRollbackOnly();
            });
            assertThat(count()).isEqualTo(1);
        });

        assertThat(unit.vetoes()).containsExactly("a local transaction was rolled back on stock#1");
    }

    @Test
    void vetoesWhenTheFirstLocalTransactionIsRolledBack() throws Exception {
        inGroup(() -> {
            transaction(status -> {
                insert(1);
                status.setRollbackOnly();
            });
            assertThat(count()).isZero();
        });

        assertThat(unit.vetoes()).hasSize(1);
    }

    @Test
    void holdsAFurtherConnectionForRequiresNew() throws Exception {
        inGroup(() -> transaction(status -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
        }));

        assertThat(unit.resources()).extracting(resource -> resource.name()).containsExactly("stock#1", "stock#2");
        assertThat(visible()).isZero();
        unit.commit();
        assertThat(visible()).isEqualTo(2);
    }

    @Test
    void rollsBackRequiresNewWithoutAVeto() throws Exception {
        inGroup(() -> transaction(status -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> {
                insert(3);
                inner.setRollbackOnly();
            });
        }));

        assertThat(unit.vetoes()).isEmpty();
        assertThat(unit.resources()).hasSize(2);
        unit.commit();
        assertThat(outside.queryForList("SELECT id FROM stock ORDER BY id", Integer.class))
                .containsExactly(1, 2);
    }

    @Test
    void takesRequiresNewForTheInnerOneEvenIfItWorksFirst() throws Exception {
        inGroup(() -> transaction(status -> {
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> {
                insert(2);
                inner.setRollbackOnly();
            });
            insert(1);
        }));

        assertThat(unit.vetoes()).isEmpty();
        assertThat(held(2).takesPart()).isFalse();
        unit.commit();
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void waitsUntilAnotherThreadHasLeftTheConnection() throws Exception {
        var inUse = new CountDownLatch(1);
        CompletableFuture<Void> first = inThread(
                "0.1",
                () -> transaction(status -> {
                    insert(1);
                    inUse.countDown();
                    pause(300);
                }));
        inUse.await();
        CompletableFuture<Void> second = inThread(
                "0.2",
                () -> transaction(status -> {
                    assertThat(count()).isEqualTo(1);
                    insert(2);
                }));

        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
        assertThat(unit.resources()).hasSize(1);
    }

    @Test
    void saysWhoUsesTheConnectionWhenItHasWaitedInVain() throws Exception {
        settings(new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 0, Duration.ofSeconds(2), Duration.ofMillis(100)));
        var inUse = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        CompletableFuture<Void> first = inThread(
                "0.1",
                () -> transaction(status -> {
                    insert(1);
                    inUse.countDown();
                    await(done);
                }));
        inUse.await();

        assertThat(inThread("0.2", () -> insert(2)))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(SQLTransientConnectionException.class)
                .withMessageContaining("Connection stock#1 of group " + unit.groupId())
                .withMessageContaining("after 100 ms")
                .withMessageContaining("in call 0.1");
        done.countDown();
        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void refusesWorkAfterTheMethodHasReturned() throws Exception {
        var call = unit.call(CallPath.ROOT);
        call.run(() -> {
            insert(1);
            return null;
        });
        call.join();

        assertThatThrownBy(() -> call.run(() -> {
                    insert(2);
                    return null;
                }))
                .hasStackTraceContaining("its method has returned");
    }

    @Test
    void letsALaterCallOfTheUnitUseTheConnection() throws Exception {
        for (String path : new String[] {"0.1", "0.2"}) {
            var call = unit.call(new CallPath(path));
            call.run(() -> {
                transaction(status -> insert(Integer.parseInt(path.substring(2))));
                return null;
            });
            call.join();
        }

        assertThat(unit.resources()).hasSize(1);
        unit.commit();
        assertThat(visible()).isEqualTo(2);
    }

    CompletableFuture<Void> inThread(String path, Action action) {
        return CompletableFuture.runAsync(() -> {
            try {
                unit.call(new CallPath(path)).run(() -> {
                    action.run();
                    return null;
                });
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static HeldSettings with(AutoCommitWork autoCommit) {
        return new HeldSettings(autoCommit, UnannotatedWork.REFUSE, 0, Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    private static void pause(long millis) {
        await(new CountDownLatch(1), millis);
    }

    private static void await(CountDownLatch latch) {
        await(latch, 10_000);
    }

    private static void await(CountDownLatch latch, long millis) {
        try {
            latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
