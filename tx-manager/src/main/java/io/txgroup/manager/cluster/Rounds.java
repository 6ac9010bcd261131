package io.txgroup.manager.cluster;

import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.protocol.ProcessId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a manager does again and again: reads the store's clocks, sweeps the groups that are due, notes which processes
 * are connected to it, and forgets the groups that it has at hand for nothing. Owns its one thread, which never waits for the store.
 */
public final class Rounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);
    private static final Duration CLOCKS = Duration.ofMillis(500);
    private static final Duration SWEEP = Duration.ofMillis(250);
    private static final Duration PRESENCE = Duration.ofSeconds(5);
    private static final Duration FORGET = Duration.ofSeconds(10);
    private static final Duration PRESENCE_FADES = Duration.ofSeconds(15);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "tx-rounds");
        made.setDaemon(true);
        return made;
    });
    private final GroupStore store;
    private final Coordinator coordinator;
    private final StoreClocks clocks;
    private final Supplier<Set<ProcessId>> connected;

    /** Ties the rounds to what they serve. */
    public Rounds(GroupStore store, Coordinator coordinator, StoreClocks clocks, Supplier<Set<ProcessId>> connected) {
        this.store = store;
        this.coordinator = coordinator;
        this.clocks = clocks;
        this.connected = connected;
    }

    /** Begins. */
    public void start() {
        every(CLOCKS, clocks::refresh);
        every(SWEEP, this::sweep);
        every(PRESENCE, this::notePresence);
        every(FORGET, coordinator::forgetIdle);
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

    private void notePresence() {
        List<ProcessId> processes = List.copyOf(connected.get());
        if (!processes.isEmpty()) {
            store.present(processes, PRESENCE_FADES).exceptionally(failure -> {
                log.debug("Could not note that {} processes are here", processes.size(), failure);
                return null;
            });
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
