package io.txgroup.redis.core;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What held queues need of the world besides Redis.
 *
 * @param nanos a monotonic clock, in nanoseconds
 * @param epochMillis the wall clock, in milliseconds
 * @param pause lets the calling thread stand still for so many nanoseconds, or shorter
 * @param names gives names that no other process gives, of letters, digits and hyphens
 */
public record Surroundings(LongSupplier nanos, LongSupplier epochMillis, LongConsumer pause, Supplier<String> names) {
    public Surroundings {
        requireNonNull(nanos, "nanos is null");
        requireNonNull(epochMillis, "epochMillis is null");
        requireNonNull(pause, "pause is null");
        requireNonNull(names, "names is null");
    }

    /** Those of this machine. */
    public static Surroundings ofMachine() {
        return new Surroundings(
                System::nanoTime, System::currentTimeMillis, LockSupport::parkNanos, () -> UUID.randomUUID()
                        .toString());
    }
}
