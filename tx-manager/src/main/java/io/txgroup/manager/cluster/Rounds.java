package io.txgroup.manager.cluster;

import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.GroupStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a manager does again and again: reads the store's clocks, sweeps the groups that are due, notes which processes
 * are connected to it, looks whether it hears the other managers, and forgets the groups that it has at hand for nothing.
 * Owns its one thread, which never waits for the store.
 */
public final class Rounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);
    private static final Duration CLOCKS = Duration.ofMillis(500);
    private static final Duration SWEEP = Duration.ofMillis(250);
    private static final Duration PRESENCE = Presence.FADES_AFTER.dividedBy(3);
    private static final Duration INBOX = Duration.ofSeconds(1);
    private static final Duration FORGET = Duration.ofSeconds(10);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "tx-rounds");
        made.setDaemon(true);
        return made;
    });
    private final GroupStore store;
    private final Coordinator coordinator;
    private final StoreClocks clocks;
    private final Membership membership;
    private final Runnable inbox;

    /**
     * Ties the rounds to what they serve.
     *
     * @param inbox looks whether this manager still hears the others
     */
    public Rounds(
            GroupStore store, Coordinator coordinator, StoreClocks clocks, Membership membership, Runnable inbox) {
        this.store = store;
        this.coordinator = coordinator;
        this.clocks = clocks;
        this.membership = membership;
        this.inbox = inbox;
    }

    /** Begins. */
    public void start() {
        every(CLOCKS, clocks::refresh);
        every(SWEEP, this::sweep);
        every(PRESENCE, membership::note);
        every(INBOX, inbox);
        every(FORGET, coordinator::forgetOld);
    }

    private void every(Duration interval, Runnable round) {
        var unused = thread.scheduleAtFixedRate(
                () -> {
                    try {
                        round.run();
                    } catch (RuntimeException e) {
                        log.warn("A round failed, the next one comes in {} ms", interval.toMillis(), e);
                    }
                },
                0,
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        for (int shard = 0; shard < store.shards(); shard++) {
            coordinator.sweep(shard);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
