package io.txgroup.verification.acceptance.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.verification.acceptance.shop.Shop;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.core.task.AsyncTaskExecutor;

/** Branches of a group in other threads. */
@ExtendWith(Usage.class)
class ThreadsIT {
    private static final int BRANCHES = 4;

    private final String item = "item-" + UUID.randomUUID();
    private final Usage.Started started;
    private final Shop shop;
    private final Calling.Orders orders;
    private final Calling.Branches branches;

    ThreadsIT(Usage.Started started) {
        this.started = started;
        this.shop = started.shop();
        this.orders = started.bean(Calling.Orders.class);
        this.branches = started.bean(Calling.Branches.class);
    }

    @Test
    void asyncMethodsTakePart() throws Exception {
        orders.inGroup(() -> {
            CompletableFuture<String> wrote = branches.later(() -> orders.write(item));
            CompletableFuture<String> called = branches.later(this::take);
            assertThat(wrote.join()).isNotEqualTo(Thread.currentThread().getName());
            called.join();
        });

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @Test
    void asyncMethodsAreRolledBackWithTheirGroup() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    branches.later(() -> orders.write(item)).join();
                    branches.later(this::take).join();
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        nothingIsWritten();
    }

    @Test
    void aBranchWhoseLocalTransactionFailsRollsTheGroupBackAlthoughNobodyLooks() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    take();
                    branches.later(() -> orders.writeAnd(item, () -> {
                                throw new IllegalStateException("the branch failed");
                            }))
                            .handle((done, swallowed) -> "never mind")
                            .join();
                }))
                .isInstanceOf(TxRolledBackException.class);

        nothingIsWritten();
    }

    @Test
    void tasksOfTheApplicationsExecutorTakePart() throws Exception {
        takesPartIn(started.caller().getBean("applicationTaskExecutor", AsyncTaskExecutor.class));
    }

    @Test
    void futuresOfAWrappedExecutorTakePart() throws Exception {
        ExecutorService plain = Executors.newFixedThreadPool(2);
        try {
            takesPartIn(ContextExecutorService.wrap(
                    plain, ContextSnapshotFactory.builder().build()::captureAll));
        } finally {
            plain.shutdownNow();
        }
    }

    /** On Java 21 and later it has a virtual thread for each task, on 17 a thread. */
    @Test
    void tasksWithAThreadOfTheirOwnTakePart() throws Exception {
        takesPartIn(started.bean(SimpleAsyncTaskExecutorBuilder.class)
                .virtualThreads(Runtime.version().feature() >= 21)
                .build());
    }

    private void takesPartIn(Executor executor) throws Exception {
        Runnable place = () -> {
            orders.write(item);
            take();
        };
        orders.inGroup(() -> CompletableFuture.runAsync(place, executor).join());
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    CompletableFuture.runAsync(place, executor).join();
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @Test
    void branchesThatUseOneDataSourceWaitForOneAnother() throws Exception {
        orders.inGroup(() -> allAtOnce(() -> {
            orders.write(item);
            take();
        }));

        assertThat(shop.orders(item)).isEqualTo(BRANCHES);
        assertThat(shop.movements(item)).isEqualTo(BRANCHES);
    }

    @Test
    void branchesThatUseOneDataSourceAreRolledBackTogether() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    allAtOnce(() -> {
                        orders.write(item);
                        take();
                    });
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        nothingIsWritten();
    }

    @Test
    void aBranchThatStillWritesWhenTheMethodHasReturnedRollsTheGroupBack() {
        CountDownLatch wrote = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<CompletableFuture<String>> branch = new AtomicReference<>();
        try {
            assertThatThrownBy(() -> orders.inGroup(() -> {
                        take();
                        branch.set(branches.later(() -> orders.writeAnd(item, () -> {
                            wrote.countDown();
                            over.await();
                        })));
                        wrote.await();
                    }))
                    .isInstanceOf(TxRolledBackException.class)
                    .hasMessageContaining("still in use by another thread");
        } finally {
            over.countDown();
        }

        assertThatThrownBy(() -> branch.get().join()).hasMessageContaining("still in use by another thread");
        nothingIsWritten();
    }

    @Test
    void aBranchThatBeginsAfterTheMethodHasReturnedFailsAndSaysWhy() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<CompletableFuture<String>> branch = new AtomicReference<>();
        orders.inGroup(() -> {
            take();
            branch.set(branches.later(() -> {
                over.await();
                orders.write(item);
            }));
        });
        over.countDown();

        assertThatThrownBy(() -> branch.get().join()).hasStackTraceContaining("sealed, its method has returned");
        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    private void allAtOnce(Calling.Work work) throws Exception {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            all.add(branches.later(work));
        }
        all.forEach(CompletableFuture::join);
    }

    private void take() {
        Form.FEIGN.take(started.caller(), shop.storageUrl(), item, false);
    }

    private void nothingIsWritten() {
        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
    }
}
