package io.txgroup.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;

/** What was done since a pipeline was opened: reads are in the driver's pipeline, writes in the queue. Not thread-safe. */
final class GroupPipeline {
    private enum Entry {
        READ,
        QUEUED
    }

    private final List<Entry> entries = new ArrayList<>();

    void read() {
        entries.add(Entry.READ);
    }

    void queued() {
        entries.add(Entry.QUEUED);
    }

    /** The results in their order, a null for each write. */
    List<@Nullable Object> close(@Nullable RedisConnection reading) {
        Iterator<Object> read =
                reading == null ? List.of().iterator() : reading.closePipeline().iterator();
        List<@Nullable Object> results = new ArrayList<>();
        for (Entry entry : entries) {
            results.add(entry == Entry.READ && read.hasNext() ? read.next() : null);
        }
        return results;
    }
}
