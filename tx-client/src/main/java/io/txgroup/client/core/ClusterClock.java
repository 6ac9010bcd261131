package io.txgroup.client.core;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ShardClock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The epochs and times of the store's shards as the managers' heartbeats tell them. Thread-safe.
 */
final class ClusterClock {
    private static final long STALE_NANOS = 10_000_000_000L;

    private record Heard(List<ShardClock> clocks, long nanos) {}

    private final LongSupplier nanoTime;
    private volatile Heard heard;

    ClusterClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.heard = new Heard(List.of(), 0);
    }

    void heard(Message.HeartbeatAnswer answer) {
        if (!answer.clocks().isEmpty()) {
            heard = new Heard(answer.clocks(), nanoTime.getAsLong());
        }
    }

    /** How many shards there are; 1 until a manager has told. */
    int shards() {
        return Math.max(1, heard.clocks().size());
    }

    /** The shard's epoch and its time now; empty if no manager has told of late. */
    Optional<ShardClock> now(int shard) {
        Heard last = heard;
        long age = nanoTime.getAsLong() - last.nanos();
        if (shard >= last.clocks().size() || age > STALE_NANOS) {
            return Optional.empty();
        }
        ShardClock clock = last.clocks().get(shard);
        return Optional.of(new ShardClock(shard, clock.epoch(), clock.time() + age / 1_000_000));
    }
}
