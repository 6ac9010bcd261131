package io.txgroup.client.autoconfigure;

import io.txgroup.client.core.Units;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.running.Drain;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Owns the threads of a service's part in groups: a few that end held resources, a few that run what the application
 * does after a group's end, some that do lost work again or forbid it, and one that tells the units the time.
 * It starts before anything takes requests and stops after everything that does: it then waits for the outcome of what was
 * said yes to, and closes the connections to the managers.
 */
final class ClientThreads implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ClientThreads.class);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final int LISTENERS = 8;
    private static final int DISCARDS = 1;
    private static final Duration LAST_ENDS = Duration.ofSeconds(5);

    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor listeners;
    private final ThreadPoolExecutor redos;
    private final ThreadPoolExecutor discards;
    private final ScheduledThreadPoolExecutor clock;
    private volatile boolean running;
    private final Duration drainTimeout;
    private @Nullable Units units;
    private Runnable onStop = () -> {};

    ClientThreads(int count, int redoing, Duration drainTimeout) {
        this.drainTimeout = drainTimeout;
        workers = pool(count, "tx-end-");
        listeners = pool(LISTENERS, "tx-after-");
        redos = pool(redoing, "tx-redo-");
        discards = pool(DISCARDS, "tx-discard-");
        clock = new ScheduledThreadPoolExecutor(1, named("tx-clock-"));
    }

    private static ThreadPoolExecutor pool(int count, String prefix) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(prefix));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    Executor workers() {
        return workers;
    }

    /** For what the application does after a group's end: however slow, it does not hold up any other group. */
    Executor listeners() {
        return listeners;
    }

    /** For work that is done again because it was lost: however long it takes, no outcome waits for it. */
    Executor redos() {
        return redos;
    }

    /** For what forbids that lost work is done again: no redo that hangs holds it up. */
    Executor discards() {
        return discards;
    }

    /** What is driven from here. */
    void drive(Units driven, ManagerConnections connections) {
        onStop = connections::close;
        units = driven;
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void start() {
        running = true;
        var unused = clock.scheduleAtFixedRate(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            Units driven = units;
            if (driven != null) {
                driven.tick();
            }
        } catch (RuntimeException e) {
            log.error("The units could not be told the time, they are told again in {} ms", TICK.toMillis(), e);
        }
    }

    @Override
    public void stop() {
        running = false;
        Units driven = units;
        if (driven != null) {
            new Drain(driven).await(drainTimeout);
        }
        clock.shutdownNow();
        end(redos, "Lost work was still being done again; what was not committed is rolled back");
        end(discards, "Lost work was still being discarded; another process is asked to");
        end(workers, "Held resources were still being ended");
        end(listeners, "Listeners were still busy with the end of groups");
        onStop.run();
    }

    private static void end(ThreadPoolExecutor pool, String late) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(LAST_ENDS.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} after {} ms; the process goes on to stop", late, LAST_ENDS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, whose phase is the highest but a few. */
    @Override
    public int getPhase() {
        return 0;
    }
}
