package io.txgroup.redis;

import io.txgroup.client.spi.CallScope;
import io.txgroup.redis.core.HeldQueue;
import io.txgroup.redis.core.KeyNames;
import io.txgroup.redis.core.Keys;
import io.txgroup.redis.core.WireCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** What one unit has queued in one factory: one part, or one for each slot of a Redis Cluster. Thread-safe. */
final class UnitQueue implements HeldQueue.OfUnit {
    /** Lua gives a command no more; some are left for what it needs itself. */
    private static final int MOST_WORDS = 7_000;

    private final HeldRedis redis;
    private final RunningReads reads = new RunningReads();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, HeldQueue> parts = new TreeMap<>();
    private volatile boolean hasWritten;
    private int commands;
    private long bytes;

    UnitQueue(HeldRedis redis) {
        this.redis = redis;
    }

    RunningReads reads() {
        return reads;
    }

    @Override
    public boolean hasWritten() {
        return hasWritten;
    }

    @Override
    public void requireConnected() throws IOException {
        redis.requireConnected();
    }

    @Override
    public void cancelReads() {
        reads.cancel();
    }

    /**
     * Queues a write in the part that its keys belong to.
     *
     * @throws InvalidDataAccessApiUsageException if it can't be done
     */
    void add(CallScope scope, WireCommand command, List<byte[]> keys) {
        int ordinal = ordinal(command, keys);
        lock.lock();
        try {
            requireRoom(scope, command);
            add(part(scope, ordinal), command, keys);
            hasWritten = true;
            commands++;
            bytes += command.bytes();
        } finally {
            lock.unlock();
        }
    }

    private void add(HeldQueue part, WireCommand command, List<byte[]> keys) {
        try {
            part.add(command, keys, redis.table().type(command));
        } catch (IllegalArgumentException e) {
            throw new InvalidDataAccessApiUsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private int ordinal(WireCommand command, List<byte[]> keys) {
        if (keys.isEmpty()) {
            throw refused(command, "it has no key, so nobody knows where in Redis it belongs");
        }
        int ordinal = redis.keys().ordinal(keys.get(0));
        for (byte[] key : keys) {
            if (redis.keys().ordinal(key) != ordinal) {
                throw refused(
                        command,
                        "its keys " + Keys.shown(keys.get(0)) + " and " + Keys.shown(key) + " are in slots "
                                + KeyNames.slot(ordinal) + " and "
                                + KeyNames.slot(redis.keys().ordinal(key))
                                + " of the Redis Cluster; give them one hash tag, as {42}:stock and {42}:cart");
            }
        }
        return ordinal;
    }

    private void requireRoom(CallScope scope, WireCommand command) {
        HeldRedisSettings.Limits limits = redis.settings().limits();
        if (commands >= limits.commands() || bytes + command.bytes() > limits.bytes()) {
            scope.veto("its queue of Redis commands is full");
            throw refused(
                    command,
                    "the group has queued " + commands + " commands with " + bytes
                            + " bytes here, and tx.redis.max-commands is "
                            + limits.commands() + ", tx.redis.max-size " + limits.bytes() + " bytes; write less in one"
                            + " group, or raise them");
        }
        if (command.size() > MOST_WORDS) {
            throw refused(
                    command,
                    "it has " + command.size() + " words, and at most " + MOST_WORDS
                            + " can be applied; write it in several");
        }
    }

    private InvalidDataAccessApiUsageException refused(WireCommand command, String why) {
        redis.queues().refused();
        return new InvalidDataAccessApiUsageException(
                "Redis " + redis.name() + " - can't queue " + command.name() + ": " + why);
    }

    /** The part, taken by the unit the first time, and again if an earlier call of the unit has only read and is over. */
    HeldQueue part(CallScope scope, int ordinal) {
        lock.lock();
        try {
            scope.checkOpen();
            @Nullable HeldQueue known = parts.get(ordinal);
            if (known != null && !known.hasEnded()) {
                return known;
            }
            if (known == null && parts.size() >= redis.settings().limits().parts()) {
                throw new InvalidDataAccessApiUsageException("Redis " + redis.name() + " - group " + scope.groupId()
                        + " already works in " + parts.size()
                        + " slots of the Redis Cluster, and tx.redis.max-slots is "
                        + redis.settings().limits().parts() + "; give keys that belong together one hash tag");
            }
            HeldQueue taken = scope.enlist(() -> new HeldQueue(redis.queues(), scope, this, ordinal));
            if (known != null) {
                taken.goOnFrom(known);
            }
            parts.put(ordinal, taken);
            return taken;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Redis " + redis.name() + " - its queue can't be taken", e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether an earlier write of the unit has that key. */
    boolean writes(byte[] key) {
        lock.lock();
        try {
            @Nullable HeldQueue part = parts.get(redis.keys().ordinal(key));
            return part != null && part.writes(key);
        } finally {
            lock.unlock();
        }
    }

    /** Fails if the group has ended here: whoever still works for it hears so. */
    void requireOpen(CallScope scope) {
        scope.checkOpen();
    }
}
