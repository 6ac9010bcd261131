package io.txgroup.redis.core;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.Repair;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queued writes of one unit that are applied in one step, from the first of them until the group's outcome. Thread-safe;
 * blocks where it asks Redis.
 */
public final class HeldQueue implements HeldResource {
    private static final Logger logger = LoggerFactory.getLogger(HeldQueue.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of a group that no manager knows, and that ends where it began. */
    private static final Epoch NO_EPOCH = new Epoch("-");

    private final Queues queues;
    private final CallScope scope;
    private final OfUnit unit;
    private final int ordinal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue queue = new Queue();
    private final Set<CallPath> marked = new TreeSet<>();
    private volatile boolean hasCommands;
    private volatile boolean hasReads;
    private volatile boolean mayBeStored;
    private volatile boolean isPrepared;
    private volatile boolean hasEnded;

    /** What the unit knows of all its queues in one Redis. */
    public interface OfUnit {
        /** Whether anything is to be written, in whichever of them. */
        boolean hasWritten();

        /** Fails if the application's connection is known to be broken; asks nobody. */
        void requireConnected() throws IOException;

        /** Stops reads that are running. */
        void cancelReads();
    }

    /**
     * An empty queue, which the unit holds from now on.
     *
     * @param ordinal of {@link KeyNames#ordinal}
     */
    public HeldQueue(Queues queues, CallScope scope, OfUnit unit, int ordinal) {
        this.queues = queues;
        this.scope = scope;
        this.unit = unit;
        this.ordinal = ordinal;
        queues.tally().took();
    }

    /**
     * Another queue of the unit, with the same ordinal, was given back since nothing was written: what was read is still watched.
     */
    public void goOnFrom(HeldQueue before) {
        lock.lock();
        try {
            queue.readAll(before.queue);
            hasReads = queue.hasReads();
        } finally {
            lock.unlock();
        }
    }

    /**
     * One more write.
     *
     * @param keys what it changes; the caller has seen that they belong here
     * @param type what it needs them to be and leaves there: a type's name, {@code ~} behind it if the key may be gone then,
     *     {@code =} before it if any type will do; {@code ?} if nobody knows, {@code -} if that does not matter
     * @throws IllegalArgumentException if it would fail because of what is queued before it
     * @throws IllegalStateException if the queue takes no more
     */
    public void add(WireCommand command, List<byte[]> keys, String type) {
        lock.lock();
        try {
            requireOpen();
            if (mayBeStored) {
                throw new IllegalStateException("Redis " + this + " - takes no more writes: it has been prepared");
            }
            queue.add(command, keys, type);
            hasCommands = true;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Redis " + this + " - " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** A key is about to be read in the group; its digest is asked for unless it is known, and must be the same at prepare. */
    public void watch(byte[] key, Supplier<String> digest) {
        lock.lock();
        try {
            requireOpen();
            if (!queue.hasRead(key)) {
                queue.read(key, digest.get());
                hasReads = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether an earlier write has that key. */
    public boolean writes(byte[] key) {
        lock.lock();
        try {
            return queue.writes(key);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the unit has given it back: it takes no more work. */
    public boolean hasEnded() {
        return hasEnded;
    }

    private void requireOpen() {
        if (hasEnded) {
            scope.checkOpen();
            throw new IllegalStateException("Redis " + this + " - takes no more work: it has ended");
        }
    }

    @Override
    public String name() {
        return queues.name() + "#" + ordinal;
    }

    @Override
    public boolean takesPart() {
        return hasCommands || (hasReads && unit.hasWritten());
    }

    /** A group that no manager knows only ends here, and so does a redo. */
    @Override
    public boolean canPrepare() {
        return scope.repair().isEmpty() && scope.epoch().isPresent();
    }

    @Override
    public void checkBeforeJoin() throws IOException {
        if (!takesPart()) {
            return;
        }
        unit.requireConnected();
        lock.lock();
        try {
            if (hasReads) {
                queues.parts().check(ordinal, queue);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void mark(Set<CallPath> callPaths) {
        lock.lock();
        try {
            marked.addAll(callPaths);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void prepare() throws IOException {
        if (!canPrepare()) {
            unit.requireConnected();
            return;
        }
        lock.lock();
        try {
            if (hasEnded) {
                throw new IOException("it has ended already");
            }
            mayBeStored = true;
            queues.parts().prepare(partName(), paths(), queue);
            isPrepared = true;
        } catch (IOException e) {
            queues.tally().unprepared();
            throw new IOException("Redis " + this + " - can't be prepared: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** The calls that a proof may name; a unit that nobody told them serves one call. */
    private Collection<CallPath> paths() {
        return marked.isEmpty() ? List.of(scope.callPath()) : List.copyOf(marked);
    }

    private PartName partName() {
        Epoch epoch = scope.repair().map(Repair::epoch).or(scope::epoch).orElse(NO_EPOCH);
        return queues.partName(scope.groupId(), ordinal, scope.unit().token(), epoch);
    }

    @Override
    public void commit() throws IOException, ResourceLostException {
        if (!takesPart()) {
            rollback();
            return;
        }
        lock.lock();
        try {
            end();
            Repair repair = scope.repair().orElse(null);
            if (repair != null) {
                untilDone(() -> queues.parts().direct(partName(), repair.callPaths(), queue, "T"));
            } else if (isPrepared) {
                untilDone(() -> queues.parts().commit(partName(), () -> true));
            } else if (!marked.isEmpty()) {
                untilDone(() -> queues.parts().direct(partName(), paths(), queue, ""));
            } else {
                untilDone(() -> queues.parts().alone(partName(), queue));
            }
        } catch (ResourceLostException e) {
            queues.tally().lost();
            logger.error("Redis {} - {}", this, e.getMessage());
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rollback() throws IOException {
        lock.lock();
        try {
            end();
            if (mayBeStored) {
                untilDone(() -> queues.parts().rollback(partName(), () -> true));
            }
        } catch (ResourceLostException e) {
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        if (hasEnded) {
            throw new IllegalStateException("Redis " + this + " - has ended already");
        }
        hasEnded = true;
        unit.cancelReads();
        queues.tally().gaveBack();
    }

    private interface Step {
        void run() throws IOException, ResourceLostException;
    }

    /** Each step may be done twice: it is tried until it is answered, as long as Redis may take, and twice at least. */
    private void untilDone(Step step) throws IOException, ResourceLostException {
        long until = queues.around().nanos().getAsLong()
                + queues.settings().timeout().toNanos();
        for (int tried = 1; ; tried++) {
            try {
                step.run();
                return;
            } catch (IOException e) {
                if ((tried > 1 && queues.around().nanos().getAsLong() - until > 0)
                        || Thread.currentThread().isInterrupted()) {
                    throw new IOException("Redis " + this + " - " + e.getMessage(), e);
                }
                logger.debug("Redis {} - tried again", this, e);
                queues.around().pause().accept(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void cancel() {
        unit.cancelReads();
    }

    @Override
    public String toString() {
        return name() + " of group " + scope.groupId();
    }
}
