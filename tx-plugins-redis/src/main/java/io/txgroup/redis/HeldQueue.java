package io.txgroup.redis;

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
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** The queued writes of one unit that are applied in one step, from the first of them until the group's outcome. */
final class HeldQueue implements HeldResource {
    private static final Logger logger = LoggerFactory.getLogger(HeldQueue.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of a group that no manager knows, and that ends where it began. */
    private static final Epoch NO_EPOCH = new Epoch("-");

    private final HeldRedis redis;
    private final CallScope scope;
    private final UnitQueue unit;
    private final int ordinal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue queue = new Queue();
    private final Set<CallPath> marked = new TreeSet<>();
    private volatile boolean hasCommands;
    private volatile boolean hasReads;
    private volatile boolean mayBeStored;
    private volatile boolean isPrepared;
    private volatile boolean hasEnded;

    HeldQueue(HeldRedis redis, CallScope scope, UnitQueue unit, int ordinal) {
        this.redis = redis;
        this.scope = scope;
        this.unit = unit;
        this.ordinal = ordinal;
        redis.tally().took();
    }

    /** One more write; the caller has seen that it belongs here. */
    void add(WireCommand command, List<byte[]> keys, String type) {
        lock.lock();
        try {
            requireOpen();
            if (mayBeStored) {
                throw new IllegalStateException("Redis " + this + " - takes no more writes: it has been prepared");
            }
            queue.add(command, keys, type);
            hasCommands = true;
        } catch (IllegalArgumentException e) {
            throw new InvalidDataAccessApiUsageException("Redis " + this + " - " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** A key is about to be read in the group; its digest is asked for unless it is known. */
    void watch(byte[] key, Supplier<String> digest) {
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

    boolean writes(byte[] key) {
        lock.lock();
        try {
            return queue.writes(key, redis.table());
        } finally {
            lock.unlock();
        }
    }

    void requireOpen() {
        if (hasEnded) {
            scope.checkOpen();
            throw new IllegalStateException("Redis " + this + " - takes no more work: it has ended");
        }
    }

    @Override
    public String name() {
        return redis.name() + "#" + ordinal;
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
        redis.requireConnected();
        lock.lock();
        try {
            if (hasReads) {
                redis.parts().check(ordinal, queue);
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
            redis.requireConnected();
            return;
        }
        lock.lock();
        try {
            mayBeStored = true;
            redis.parts().prepare(partName(), paths(), queue);
            isPrepared = true;
        } catch (IOException e) {
            redis.tally().unprepared();
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
        return redis.partName(scope.groupId(), ordinal, scope.unit().token(), epoch);
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
                untilDone(() -> redis.parts().direct(partName(), repair.callPaths(), queue, "T"));
            } else if (isPrepared) {
                untilDone(() -> redis.parts().commit(partName(), () -> true));
            } else if (!marked.isEmpty()) {
                untilDone(() -> redis.parts().direct(partName(), paths(), queue, ""));
            } else {
                untilDone(() -> redis.parts().alone(partName(), queue));
            }
        } catch (ResourceLostException e) {
            redis.tally().lost();
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
                untilDone(() -> redis.parts().rollback(partName(), () -> true));
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
        unit.reads().cancel();
        redis.tally().gaveBack();
    }

    private interface Step {
        void run() throws IOException, ResourceLostException;
    }

    /** Each step may be done twice: it is tried until it is answered, as long as Redis may take, and twice at least. */
    private void untilDone(Step step) throws IOException, ResourceLostException {
        long until = System.nanoTime() + redis.settings().storing().timeout().toNanos();
        for (int tried = 1; ; tried++) {
            try {
                step.run();
                return;
            } catch (IOException e) {
                if ((tried > 1 && System.nanoTime() - until > 0)
                        || Thread.currentThread().isInterrupted()) {
                    throw new IOException("Redis " + this + " - " + e.getMessage(), e);
                }
                logger.debug("Redis {} - tried again", this, e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void cancel() {
        unit.reads().cancel();
    }

    @Override
    public String toString() {
        return name() + " of group " + scope.groupId();
    }
}
