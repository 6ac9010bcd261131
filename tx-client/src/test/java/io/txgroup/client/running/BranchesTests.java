package io.txgroup.client.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.FakeWork;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Calls;
import io.txgroup.protocol.CallPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Threads that work for a method of a group. */
class BranchesTests {
    private static final TxDefinition METHOD = TxDefinition.labelled("Order.place");

    private final OneManager manager = new OneManager();
    private final ThreadCalls threads = new ThreadCalls();
    private final TxRunner runner =
            new TxRunner(manager.units, threads, LocalTransactions.NONE, Duration.ofSeconds(30));
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final List<String> reports = new ArrayList<>();

    @AfterEach
    void stop() {
        other.shutdownNow();
    }

    @Test
    void workForTheCallAndLeaveTheirThreadAsItWas() throws Throwable {
        FakeWork work = new FakeWork();

        runner.run(METHOD, () -> {
            Calls.Branch branch = threads.branch();
            assertThat(branch.isInGroup()).isTrue();
            return inOther(() -> {
                try (Calls.Entered entered = branch.enter()) {
                    threads.scope().orElseThrow().enlist(() -> work);
                    assertThat(MDC.get(ThreadCalls.GROUP_IN_LOGS)).isNotNull();
                }
                assertThat(threads.scope()).isEmpty();
                assertThat(MDC.get(ThreadCalls.GROUP_IN_LOGS)).isNull();
            });
        });

        assertThat(work.ends).containsExactly("commit");
    }

    @Test
    void aBranchThatComesAfterTheMethodHasReturnedFailsAndSaysWhatToDo() throws Throwable {
        AtomicReference<Calls.Branch> branch = new AtomicReference<>();
        runner.run(METHOD, () -> {
            branch.set(threads.branch());
            return null;
        });

        inOther(() -> {
            try (Calls.Entered entered = branch.get().enter()) {
                CallScope scope = threads.scope().orElseThrow();
                assertThatThrownBy(() -> scope.enlist(FakeWork::new))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("sealed")
                        .hasMessageContaining("wait for branches");
                assertThatThrownBy(() -> threads.attempt("another service")).hasMessageContaining("sealed");
            }
        });
    }

    @Test
    void aBranchThatComesAfterARollbackLearnsOfIt() {
        AtomicReference<Calls.Branch> branch = new AtomicReference<>();
        assertThatThrownBy(() -> runner.run(METHOD, () -> {
                    branch.set(threads.branch());
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        try (Calls.Entered entered = branch.get().enter()) {
            assertThatThrownBy(() -> threads.scope().orElseThrow().enlist(FakeWork::new))
                    .isInstanceOf(TxRolledBackException.class)
                    .hasMessageContaining("changed my mind");
        }
    }

    @Test
    void aServedCallWhoseBranchStillRunsWhenItsMethodReturnsIsRolledBack() throws Throwable {
        CountDownLatch taking = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        FakeWork work = new FakeWork();
        AtomicReference<CompletableFuture<Void>> running = new AtomicReference<>();
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            assertThatThrownBy(() -> runner.run(METHOD, () -> {
                        Calls.Branch branch = threads.branch();
                        running.set(later(() -> {
                            try (Calls.Entered entered = branch.enter()) {
                                threads.scope().orElseThrow().enlist(() -> {
                                    taking.countDown();
                                    returned.await();
                                    return work;
                                });
                            }
                        }));
                        taking.await();
                        return null;
                    }))
                    .isInstanceOf(TxRolledBackException.class)
                    .hasMessageContaining("1 of the branches")
                    .hasMessageContaining("must wait for them");
        }
        returned.countDown();

        assertThatThrownBy(() -> running.get().join()).hasRootCauseInstanceOf(TxRolledBackException.class);
        assertThat(work.ends).containsExactly("rollback");
        assertThat(reports.get(reports.size() - 1)).contains("branches");
    }

    @Test
    void aRequestGoesAlongSoThatItsUnannotatedWorkIsKnownEverywhere() throws Throwable {
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            Calls.Branch branch = threads.branch();
            inOther(() -> {
                try (Calls.Entered entered = branch.enter()) {
                    assertThat(threads.unannotated()).contains(manager.group);
                }
            });
        }
    }

    @Test
    void anAnnotatedMethodInAnotherThreadServesTheRequestWhileThatWaits() throws Throwable {
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            Calls.Branch branch = threads.branch();
            inOther(() -> {
                try (Calls.Entered entered = branch.enter()) {
                    runAnnotated();
                }
            });
        }

        assertThat(manager.joined()).containsExactly(new CallPath("0.1"));
        assertThat(reports.get(reports.size() - 1)).startsWith("2;;order");
    }

    @Test
    void anAnnotatedMethodInAnotherThreadIsRefusedOnceTheReplyHasLeft() {
        Calls.Branch branch;
        try (Calls.Inbound request = threads.open(manager.header("0.1"), reports::add)) {
            branch = threads.branch();
        }

        try (Calls.Entered entered = branch.enter()) {
            assertThatThrownBy(this::runAnnotated)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has left");
        }
        assertThat(manager.units.groups()).isEmpty();
    }

    @Test
    void aVetoOfABranchRollsItsCallBack() {
        assertThatThrownBy(() -> runner.run(METHOD, () -> {
                    threads.branch().veto("gave up");
                    return null;
                }))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("gave up");
    }

    @Test
    void outsideAnyGroupThereIsNothingToTakeAlong() {
        Calls.Branch branch = threads.branch();

        branch.veto("nobody cares");

        assertThat(branch.isInGroup()).isFalse();
    }

    private void runAnnotated() throws Exception {
        try {
            runner.run(METHOD, () -> threads.scope().orElseThrow().enlist(FakeWork::new));
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private Object inOther(Task task) {
        return later(task).join();
    }

    private CompletableFuture<Void> later(Task task) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                other);
    }

    private interface Task {
        void run() throws Exception;
    }
}
