package io.txgroup.manager;

import io.txgroup.manager.cluster.Membership;
import io.txgroup.manager.cluster.Presence;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.net.PeerServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a manager takes its leave: it takes no new connection, its peers are told to use another manager, and what they have
 * asked it is answered. Nothing depends on that it succeeds: all state is in the store, and peers repeat what was not
 * answered. It only saves them the wait.
 */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final Duration OTHERS_WITHIN = Duration.ofSeconds(1);

    private final String manager;
    private final PeerServer peers;
    private final Coordinator coordinator;
    private final Membership membership;
    private final Duration limit;

    /**
     * Prepares to leave.
     *
     * @param limit how long it may take; with none, peers are not told either
     */
    Drain(String manager, PeerServer peers, Coordinator coordinator, Membership membership, Duration limit) {
        this.manager = manager;
        this.peers = peers;
        this.coordinator = coordinator;
        this.membership = membership;
        this.limit = limit;
    }

    /** Returns when no peer needs this manager any more, or after the limit. */
    void run() {
        membership.leave();
        if (limit.isZero() || peers.connected().isEmpty()) {
            return;
        }
        boolean alone = isAlone();
        log.info(
                "TxManager {} is being stopped: {} processes are connected and {}, within {} ms",
                manager,
                peers.connected().size(),
                alone ? "know no other manager; what they have asked is answered" : "told to use other managers",
                limit.toMillis());
        peers.drain();
        long began = System.nanoTime();
        boolean done = isDoneInTime(alone);
        log.info(
                "TxManager {} closes after {} ms{}",
                manager,
                (System.nanoTime() - began) / 1_000_000,
                done
                        ? ""
                        : ": " + peers.connected().size() + " processes are still connected and "
                                + coordinator.groupsBusy()
                                + " groups in work; they go on at other managers as soon as their connection ends");
    }

    private boolean isAlone() {
        try {
            List<Presence.Manager> others =
                    membership.managers().toCompletableFuture().get(OTHERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return others.stream().allMatch(other -> other.id().equals(manager));
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Which other managers there are could not be read", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean isDoneInTime(boolean alone) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ScheduledExecutorService looking =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "tx-drain"));
        try {
            var unused = looking.scheduleWithFixedDelay(
                    () -> {
                        if ((alone || peers.connected().isEmpty()) && coordinator.groupsBusy() == 0) {
                            done.complete(null);
                        }
                    },
                    LOOK_EVERY_MILLIS,
                    LOOK_EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nothing completes this by a failure", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            looking.shutdownNow();
        }
    }
}
