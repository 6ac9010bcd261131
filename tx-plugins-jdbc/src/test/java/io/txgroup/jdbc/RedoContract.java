package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxSynchronization;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.ResourceEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;

/** Lost work is done again exactly once, whoever tries, and however it is disturbed. */
abstract class RedoContract extends RedoSetup {
    RedoContract(TestDatabase database) {
        super(database);
    }

    // ---- repaired

    @Test
    void repairsExactlyOnceHoweverOftenItIsAsked() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> transaction(status -> insert(1)));
        Redo redo = redo(List.of(lost("stock#1")), invocation(FIRST));

        RedoEnded ended = process.redo(redo);

        assertThat(ended.result()).isEqualTo(Result.REPAIRED);
        assertThat(ended.ends()).containsExactly(new ResourceEnd("stock#1", ResourceEnd.Result.COMMITTED, ""));
        assertThat(process.redo(redo)).isEqualTo(ended);
        assertThat(redoOne(process).result()).isEqualTo(Result.REPAIRED);
        assertThat(redoOne(newProcess()).result()).isEqualTo(Result.REPAIRED);
        assertThat(process.ran).containsExactly("0.1");
        assertThat(rows()).containsExactly("0.1 stock#1 C");
        assertThat(outside.queryForObject("SELECT epoch FROM tx_commit_marker", String.class))
                .isEqualTo("its epoch");
        assertThat(visible()).isEqualTo(1);
        assertThat(connectionsInUse()).isZero();
    }

    @Test
    void repairsWorkInAutoCommitAndReadsItsOwnWrites() throws Exception {
        lost("stock#1", FIRST);
        List<Integer> seen = new ArrayList<>();
        process.work.put("0.1", () -> {
            insert(1);
            seen.add(readOnlyTransaction(this::count));
        });

        assertThat(redoOne(process).result()).isEqualTo(Result.REPAIRED);
        assertThat(seen).containsExactly(1);
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void runsAllCallsOfTheUnitInTheirOrder() throws Exception {
        lost("stock#1", FIRST, SECOND);
        process.work.put("0.2", () -> transaction(status -> insert(1)));
        process.work.put("0.1", () -> transaction(status -> jdbc.update("UPDATE stock SET amount = 7 WHERE id = 1")));

        RedoEnded ended = process.redo(redo(List.of(lost("stock#1")), invocation(SECOND), invocation(FIRST)));

        assertThat(ended.result()).isEqualTo(Result.REPAIRED);
        assertThat(process.ran).containsExactly("0.2", "0.1");
        assertThat(amount(1)).isEqualTo(7);
        assertThat(rows()).containsExactly("0.1 stock#1 C", "0.2 stock#1 C");
    }

    @Test
    void rollsBackWhatWasCommittedTheFirstTime() throws Exception {
        outside.update("INSERT INTO stock VALUES (1, 10)");
        outside.update("INSERT INTO stock VALUES (2, 20)");
        lost("stock#1", FIRST);
        JdbcTemplate second = new JdbcTemplate(other);
        process.work.put("0.1", () -> {
            jdbc.update("UPDATE stock SET amount = amount + 1 WHERE id = 1");
            second.update("UPDATE stock SET amount = amount + 1 WHERE id = 2");
        });

        RedoEnded ended = process.redo(
                redo(List.of(lost("stock#1"), new RedoResource("other#1", Verdict.COMMITTED)), invocation(FIRST)));

        assertThat(ended.result()).isEqualTo(Result.REPAIRED);
        assertThat(amount(1)).isEqualTo(11);
        assertThat(amount(2)).isEqualTo(20);
        assertThat(rows()).containsExactly("0.1 stock#1 C");
    }

    @Test
    void repairsSeveralResourcesAndFurtherConnections() throws Exception {
        lost("stock#1", FIRST);
        lost("stock#2", FIRST);
        lost("other#1", FIRST);
        process.work.put("0.1", () -> {
            transaction(status -> {
                insert(1);
                transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> insert(2));
            });
            new JdbcTemplate(other).update("INSERT INTO stock VALUES (3, 1)");
        });

        RedoEnded ended =
                process.redo(redo(List.of(lost("stock#1"), lost("stock#2"), lost("other#1")), invocation(FIRST)));

        assertThat(ended.result()).isEqualTo(Result.REPAIRED);
        assertThat(visible()).isEqualTo(3);
        assertThat(rows()).containsExactly("0.1 other#1 C", "0.1 stock#1 C", "0.1 stock#2 C");
    }

    @Test
    void aFurtherConnectionThatWasRolledBackIsNoOtherWork() throws Exception {
        lost("stock#1", FIRST);
        process.work.put(
                "0.1",
                () -> transaction(status -> {
                    insert(1);
                    transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, inner -> {
                        insert(2);
                        inner.setRollbackOnly();
                    });
                }));

        assertThat(redoOne(process).result()).isEqualTo(Result.REPAIRED);
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void goingBackToASavepointDoesNotTakeTheRepairBack() throws Exception {
        transactions.setNestedTransactionAllowed(true);
        lost("stock#1", FIRST);
        process.work.put(
                "0.1",
                () -> transaction(status -> {
                    transaction(TransactionDefinition.PROPAGATION_NESTED, inner -> {
                        insert(1);
                        inner.setRollbackOnly();
                    });
                    insert(2);
                }));

        assertThat(redoOne(process).result()).isEqualTo(Result.REPAIRED);
        assertThat(rows()).containsExactly("0.1 stock#1 C");
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void tellsListenersOnceItIsRepairedAndNotBefore() throws Exception {
        TxContext context = new TxContext(process.threads);
        List<String> told = new ArrayList<>();
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            told.add("redo " + context.isRedo() + " " + context.groupId().orElseThrow());
            context.register(new TxSynchronization() {
                @Override
                public void afterCommit() {
                    told.add("committed " + visible());
                }
            });
            insert(1);
            if (attempts == 1) {
                throw new IllegalStateException("on purpose");
            }
        });

        assertThat(redoOne(process).result()).isEqualTo(Result.FAILED);
        assertThat(told).hasSize(1);
        assertThat(redoOne(process).result()).isEqualTo(Result.REPAIRED);
        assertThat(told).hasSize(3).startsWith("redo true " + unit.groupId()).endsWith("committed 1");
        assertThat(context.isRedo()).isFalse();
    }

    // ---- disturbed

    @Test
    void ofTwoRedosAtOnceOneIsBusyAndNothingIsThereTwice() throws Exception {
        lost("stock#1", FIRST);
        RedoProcess slow = process;
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        JdbcTemplate slowJdbc = jdbc;
        slow.work.put("0.1", () -> {
            slowJdbc.update("INSERT INTO stock VALUES (1, 1)");
            working.countDown();
            assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
        });
        RedoProcess fast = newProcess();
        fast.work.put("0.1", () -> insert(2));
        CompletableFuture<RedoEnded> first = CompletableFuture.supplyAsync(() -> redoOne(slow));
        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();

        assertThat(redoOne(fast).result()).isEqualTo(Result.BUSY);
        assertThat(fast.discard(discard()).ends()).singleElement().satisfies(end -> assertThat(end.result())
                .isEqualTo(ResourceEnd.Result.UNPROVEN));
        goOn.countDown();

        assertThat(first.get(60, TimeUnit.SECONDS).result()).isEqualTo(Result.REPAIRED);
        assertThat(redoOne(fast).result()).isEqualTo(Result.REPAIRED);
        assertThat(fast.discard(discard()).ends()).singleElement().satisfies(end -> assertThat(end.result())
                .isEqualTo(ResourceEnd.Result.COMMITTED));
        assertThat(visible()).isEqualTo(1);
        assertThat(rows()).containsExactly("0.1 stock#1 C");
    }

    @Test
    void killedInTheMiddleItLeavesTheTombstonesForTheNextOne() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            insert(1);
            if (attempts == 1) {
                kill(jdbc.queryForObject(database().session, Integer.class));
            }
        });

        assertThat(redoOne(process).result()).isEqualTo(Result.FAILED);
        assertNothingDone("0.1 stock#1 T");
        assertThat(redoOne(process).result()).isEqualTo(Result.REPAIRED);
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void aMethodThatThrowsFailsTheTry() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            insert(1);
            throw new IllegalStateException("out of stock");
        });

        RedoEnded ended = redoOne(process);

        assertThat(ended.result()).isEqualTo(Result.FAILED);
        assertThat(ended.detail()).contains("out of stock");
        assertNothingDone("0.1 stock#1 T");
    }

    @Test
    void aSwallowedRollbackFailsTheTry() throws Exception {
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> {
            transaction(status -> {
                insert(1);
                status.setRollbackOnly();
            });
            transaction(status -> insert(2));
        });

        assertThat(redoOne(process).result()).isEqualTo(Result.FAILED);
        assertNothingDone("0.1 stock#1 T");
    }

    @Test
    void aLateCommitOfTheOriginalFailsOnTheTombstone() throws Exception {
        HeldDataSource originals =
                new HeldDataSource("stock", pool, () -> unit, atLevel(HeldSettings.DEFAULTS), canceller());
        FakeUnit.Call original = unit.call(FIRST);
        original.run(() -> new JdbcTemplate(originals).update("INSERT INTO stock VALUES (1, 1)"));
        lost("stock#1", FIRST);
        process.work.put("0.1", () -> insert(2));
        assertThat(redoOne(process).result()).isEqualTo(Result.REPAIRED);

        assertThatThrownBy(original::join).hasMessageContaining("can't leave its markers");
        unit.rollback();
        assertThat(visible()).isEqualTo(1);
    }
}
