package io.txgroup.manager.cluster;

import io.txgroup.manager.group.GroupStore;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this manager last heard of the store's clocks, kept at hand for the heartbeats of all peers. A clock that is told
 * is carried on by this machine's monotonic clock; one that was not heard for too long is not told at all. Thread-safe.
 */
public final class StoreClocks {
    private static final Logger log = LoggerFactory.getLogger(StoreClocks.class);
    private static final Duration STALE = Duration.ofSeconds(2);

    private static final int MOST_REASONS = 10;

    private record Heard(List<ShardClock> clocks, long nanos) {}

    private final GroupStore store;
    private final LongSupplier nanoTime;
    private volatile @Nullable Heard heard;
    private volatile String trouble = "the store has not answered yet";
    private volatile boolean reachable;

    /** Why it does not answer, each reason once until it does, and not without end: some name a port that changes. */
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private boolean asking;

    /** Reads the clocks of that store. */
    public StoreClocks(GroupStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** Asks the store anew, unless the last question is still open. */
    public void refresh() {
        synchronized (this) {
            if (asking) {
                return;
            }
            asking = true;
        }
        List<CompletableFuture<ShardClock>> answers = new ArrayList<>();
        for (int shard = 0; shard < store.shards(); shard++) {
            answers.add(store.clock(shard).toCompletableFuture());
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).whenComplete((all, failure) -> {
            synchronized (this) {
                asking = false;
            }
            if (failure == null) {
                answered(new Heard(answers.stream().map(CompletableFuture::join).toList(), nanoTime.getAsLong()));
            } else {
                unanswered(failure);
            }
        });
    }

    private void answered(Heard now) {
        Heard before = heard;
        heard = now;
        if (!reachable) {
            reachable = true;
            said.clear();
            log.info("The store answers; {} shards", now.clocks().size());
        }
        for (int i = 0; before != null && i < now.clocks().size(); i++) {
            if (!before.clocks().get(i).epoch().equals(now.clocks().get(i).epoch())) {
                log.warn(
                        "Shard {} of the store began another epoch: its Redis is another one, was restarted or flushed,"
                                + " and may have forgotten groups. Those whose units still wait are settled by evidence",
                        i);
            }
        }
    }

    private void unanswered(Throwable failure) {
        trouble = String.valueOf(
                failure.getCause() == null
                        ? failure.getMessage()
                        : failure.getCause().getMessage());
        reachable = false;
        if (said.size() < MOST_REASONS && said.add(trouble)) {
            log.warn("The store does not answer: {}. No group can begin or commit until it does", trouble);
        }
    }

    /** What a peer's heartbeat is answered. */
    public Message.HeartbeatAnswer answer() {
        Heard last = heard;
        long age = last == null ? 0 : nanoTime.getAsLong() - last.nanos();
        if (last == null || age > STALE.toNanos()) {
            return new Message.HeartbeatAnswer(List.of(), trouble.isEmpty() ? "the store is silent" : trouble);
        }
        return new Message.HeartbeatAnswer(
                last.clocks().stream()
                        .map(clock -> new ShardClock(clock.shard(), clock.epoch(), clock.time() + age / 1_000_000))
                        .toList(),
                "");
    }

    /** Whether the store has answered of late. */
    public boolean reachable() {
        return answer().storeTrouble().isEmpty();
    }
}
