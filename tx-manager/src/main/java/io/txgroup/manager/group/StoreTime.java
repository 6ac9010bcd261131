package io.txgroup.manager.group;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The store's time as far as this manager knows it: what the shard last said, and what has passed since on this
 * machine's monotonic clock. Good enough to choose a deadline by; whether one has passed, the store itself says.
 * Thread-safe.
 */
final class StoreTime {
    private record Seen(long storeMillis, long nanos) {}

    private final LongSupplier nanoTime;
    private final Map<Integer, Seen> seen = new ConcurrentHashMap<>();

    StoreTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void seen(int shard, long storeMillis) {
        seen.put(shard, new Seen(storeMillis, nanoTime.getAsLong()));
    }

    /** The shard's time in milliseconds; 0 if it was never heard. */
    long now(int shard) {
        Seen last = seen.get(shard);
        return last == null ? 0 : last.storeMillis() + (nanoTime.getAsLong() - last.nanos()) / 1_000_000;
    }
}
