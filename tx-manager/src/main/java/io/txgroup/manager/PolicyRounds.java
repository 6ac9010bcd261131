package io.txgroup.manager;

import io.txgroup.manager.store.RedisPolicies;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the policies of services again and again, so that what an operator changes at one manager all go by within
 * seconds. They are read before this manager takes its first group. Owns its one thread, which waits for Redis only then.
 */
final class PolicyRounds implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PolicyRounds.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(10);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "tx-policies");
        made.setDaemon(true);
        return made;
    });
    private final RedisPolicies policies;
    private volatile boolean running;

    PolicyRounds(RedisPolicies policies) {
        this.policies = policies;
    }

    @Override
    public void start() {
        readFirst();
        var unused =
                thread.scheduleWithFixedDelay(this::read, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        running = true;
    }

    private void readFirst() {
        try {
            policies.refresh().toCompletableFuture().get(FIRST_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn(
                    "The policies of services could not be read, so the settings hold for all until Redis answers: {}",
                    e.getCause() == null
                            ? "no answer within " + FIRST_WITHIN
                            : e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("TxManager does not start: it was interrupted", e);
        }
    }

    private void read() {
        try {
            policies.refresh().whenComplete((read, failure) -> {
                if (failure != null) {
                    log.debug("The policies could not be read, the last known hold", failure);
                }
            });
        } catch (RuntimeException e) {
            log.warn("A round failed, the next one comes in {} ms", EVERY.toMillis(), e);
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the manager opens, which has phase -100. */
    @Override
    public int getPhase() {
        return -101;
    }
}
