package io.txgroup.redis.core;

import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens in one Redis; nothing is asked for it. Thread-safe. */
final class Tally {
    private final AtomicInteger held = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unprepared = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile Optional<RedisFigures.Stored> stored = Optional.empty();

    void took() {
        held.incrementAndGet();
    }

    void gaveBack() {
        held.decrementAndGet();
    }

    void refused() {
        refused.increment();
    }

    void unprepared() {
        unprepared.increment();
    }

    void lost() {
        lost.increment();
    }

    /** Somebody has looked, for whatever reason. */
    void saw(List<PreparedBranch> branches, long nowMillis) {
        long began = branches.stream()
                .mapToLong(branch -> branch.groupId().beganAt())
                .min()
                .orElse(nowMillis);
        stored = Optional.of(
                new RedisFigures.Stored(branches.size(), Duration.ofMillis(Math.max(0, nowMillis - began))));
    }

    /** Somebody has looked, and was not answered. */
    void sawNothing() {
        stored = Optional.empty();
    }

    RedisFigures figures() {
        return new RedisFigures(held.get(), stored, refused.sum(), unprepared.sum(), lost.sum());
    }
}
