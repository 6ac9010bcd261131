package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.CallPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Groups whose rollback comes while their methods are at work, many at a time on one small pool. */
abstract class OvertakenContract extends JdbcContract {
    private static final int THREADS = 6;
    private static final int GROUPS_PER_THREAD = 60;
    private static final int ROWS = 4;

    OvertakenContract(TestDatabase database) {
        super(database);
    }

    @Test
    void leavesEveryGroupWholeOrGone() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        ExecutorService methods = Executors.newFixedThreadPool(THREADS);
        ScheduledExecutorService outcomes = Executors.newScheduledThreadPool(THREADS);
        List<CompletableFuture<Integer>> runs = new ArrayList<>();
        try {
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread * GROUPS_PER_THREAD;
                runs.add(CompletableFuture.supplyAsync(
                        () -> runGroups(first, new Random(seed + first), outcomes), methods));
            }
            int committed = 0;
            for (CompletableFuture<Integer> run : runs) {
                committed += run.get(60, TimeUnit.SECONDS);
            }

            assertThat(committed).as("seed %s", seed).isPositive().isLessThan(THREADS * GROUPS_PER_THREAD);
            assertThat(visible()).as("seed %s", seed).isEqualTo(committed * ROWS);
            assertThat(outside.queryForList(
                            "SELECT FLOOR(id / 10) FROM stock GROUP BY FLOOR(id / 10) HAVING COUNT(*) <> " + ROWS,
                            Integer.class))
                    .isEmpty();
        } finally {
            methods.shutdownNow();
            outcomes.shutdown();
            assertThat(outcomes.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(connectionsInUse()).isZero();
        assertThat(count()).isEqualTo(visible());
    }

    /** How many of them were committed. */
    private int runGroups(int first, Random random, ScheduledExecutorService outcomes) {
        int committed = 0;
        for (int group = first; group < first + GROUPS_PER_THREAD; group++) {
            if (runGroup(group, random, outcomes)) {
                committed++;
            }
        }
        return committed;
    }

    private boolean runGroup(int group, Random random, ScheduledExecutorService outcomes) {
        FakeUnit own = new FakeUnit();
        HeldDataSource source =
                new HeldDataSource("stock", pool, () -> own, atLevel(HeldSettings.DEFAULTS), canceller());
        FakeUnit.Call call = own.call(CallPath.ROOT);
        AtomicBoolean decided = new AtomicBoolean();
        var overtaking = outcomes.schedule(
                () -> {
                    if (decided.compareAndSet(false, true)) {
                        own.resources().forEach(resource -> resource.cancel());
                        own.rollback();
                    }
                    return null;
                },
                random.nextInt(random.nextBoolean() ? 3_000 : 60_000),
                TimeUnit.MICROSECONDS);
        try {
            call.run(() -> work(group, source));
            call.join();
            if (decided.compareAndSet(false, true)) {
                overtaking.cancel(false);
                own.commit();
                return true;
            }
        } catch (Exception overtaken) {
            // what it looks like depends on where the rollback came
            assertThat(overtaken).isInstanceOf(Exception.class);
        }
        return false;
    }

    private static Void work(int group, HeldDataSource source) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        jdbc.update("INSERT INTO stock VALUES (?, 1)", group * 10);
        transaction.executeWithoutResult(status -> {
            jdbc.update("INSERT INTO stock VALUES (?, 1)", group * 10 + 1);
            jdbc.update("INSERT INTO stock VALUES (?, 1)", group * 10 + 2);
        });
        jdbc.queryForList("SELECT id FROM stock", Integer.class);
        transaction.executeWithoutResult(status -> jdbc.update("INSERT INTO stock VALUES (?, 1)", group * 10 + 3));
        return null;
    }
}
