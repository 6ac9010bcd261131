package io.txgroup.redis.core;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A few sessions that threads take turns with; one that failed is not used again. Thread-safe. */
final class RedisSessions implements AutoCloseable {
    private static final int AT_ONCE = 8;

    private final Supplier<RedisNodes> open;
    private final QueueSettings settings;
    private final Surroundings around;
    private final SeenReplicas replicas;
    private final Semaphore free = new Semaphore(AT_ONCE, true);
    private final ConcurrentLinkedDeque<RedisSession> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    RedisSessions(Supplier<RedisNodes> open, QueueSettings settings, Surroundings around) {
        this.open = open;
        this.settings = settings;
        this.around = around;
        this.replicas = new SeenReplicas(settings.gate(), settings.replicas());
    }

    /** Something done in a session. */
    interface Work<T> {
        T in(RedisSession session) throws IOException;
    }

    /**
     * Does it in a session of its own.
     *
     * @throws IOException if Redis can't be reached or did not answer; what was to be written may be or not
     */
    <T> T with(Work<T> work) throws IOException {
        RedisSession session = take();
        boolean isFit = false;
        try {
            T result = work.in(session);
            isFit = true;
            return result;
        } finally {
            giveBack(session, isFit);
        }
    }

    private RedisSession take() throws IOException {
        long patience = settings.timeout().toMillis();
        try {
            if (!free.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
                throw new IOException("All " + AT_ONCE + " connections to Redis are waiting for answers since "
                        + patience + " ms; is a replica or the network slow?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for a connection to Redis", e);
        }
        @Nullable RedisSession known = idle.pollFirst();
        try {
            while (known != null && !known.isOpen()) {
                known.close();
                known = idle.pollFirst();
            }
            return known != null ? known : new RedisSession(open.get(), replicas, settings, around.names());
        } catch (RuntimeException e) {
            free.release();
            throw new IOException("Redis can't be reached: " + e.getMessage(), e);
        }
    }

    private void giveBack(RedisSession session, boolean isFit) {
        if (isFit && !closed) {
            idle.addFirst(session);
        } else {
            session.close();
        }
        free.release();
    }

    @Override
    public void close() {
        closed = true;
        for (RedisSession session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
    }
}
