package io.txgroup.client.core;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.Repair;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the code of a redo runs in, for all of the unit's calls one after the other: it takes resources as the original
 * did, and the first that speaks against it is what the redo ends with. Thread-safe.
 */
final class RedoScope implements CallScope {
    private final Redo redo;
    private final Set<String> lost;
    private final Surroundings.Time time;
    private final long deadline;
    private final Repair repair = new OfRedo();
    private final Map<Object, Object> attachments = new HashMap<>();
    private final List<HeldResource> held = new ArrayList<>();
    private final List<Consumer<Outcome>> listeners = new ArrayList<>();
    private CallPath path = CallPath.ROOT;
    private boolean sealed;
    private boolean ended;
    private @Nullable Stop stop;

    RedoScope(Redo redo, Set<String> lost, Surroundings.Time time, Duration timeout) {
        this.redo = redo;
        this.lost = Set.copyOf(lost);
        this.time = time;
        this.deadline = time.now() + timeout.toNanos();
    }

    /**
     * What speaks against committing it.
     *
     * @param changed whether what is there must be looked at again
     */
    record Stop(Result result, String why, boolean changed) {}

    /** The next of the unit's calls begins. */
    synchronized void at(CallPath next) {
        path = next;
    }

    /** Nothing is added any more. */
    synchronized void seal() {
        sealed = true;
    }

    synchronized void stop(Result result, String why) {
        stop(new Stop(result, why, false));
    }

    private synchronized void stop(Stop first) {
        if (stop == null) {
            stop = first;
        }
    }

    synchronized Optional<Stop> stopped() {
        return Optional.ofNullable(stop);
    }

    /** What is held, to be committed; empty, and nothing is taken, if anything speaks against it. */
    synchronized Optional<List<HeldResource>> takeToCommit() {
        return stop == null ? Optional.of(takeAll()) : Optional.empty();
    }

    /**
     * Gives up once the time is over, whatever its code does meanwhile, also if it was stopped and goes on: what this gives
     * out must be rolled back. Empty before, and once it has ended.
     */
    synchronized Optional<List<HeldResource>> takeIfLate(Duration timeout) {
        if (ended || time.now() - deadline < 0) {
            return Optional.empty();
        }
        stop(Result.FAILED, "it took longer than tx.client.timeout, " + timeout.toMillis() + " ms");
        sealed = true;
        HeldResources.cancel(held);
        return Optional.of(takeAll());
    }

    /** What is held; whoever takes it must end it. */
    synchronized List<HeldResource> takeAll() {
        ended = true;
        List<HeldResource> taken = List.copyOf(held);
        held.clear();
        return taken;
    }

    /** What is held and does not stay held; whoever takes it must roll it back. */
    synchronized List<HeldResource> takeAllBut(Predicate<String> staying) {
        List<HeldResource> taken =
                held.stream().filter(resource -> !staying.test(resource.name())).toList();
        held.removeAll(taken);
        return taken;
    }

    synchronized List<HeldResource> held() {
        return List.copyOf(held);
    }

    synchronized List<Consumer<Outcome>> listeners() {
        return List.copyOf(listeners);
    }

    @Override
    public GroupId groupId() {
        return redo.groupId();
    }

    @Override
    public synchronized CallPath callPath() {
        return path;
    }

    @Override
    public UnitId unit() {
        return redo.unit();
    }

    /** None: what a redo does is committed right here, never prepared. */
    @Override
    public Optional<Epoch> epoch() {
        return Optional.empty();
    }

    @Override
    public Duration timeLeft() {
        return Duration.ofNanos(deadline - time.now());
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public synchronized boolean rollbackOnly() {
        return stop != null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized <T> T attachment(Object key, Supplier<T> make) {
        return (T) attachments.computeIfAbsent(key, wanted -> make.get());
    }

    @Override
    public <R extends HeldResource> R enlist(HeldResource.Source<R> source) throws Exception {
        checkOpen();
        R resource = source.call();
        boolean late;
        synchronized (this) {
            late = sealed;
            if (!late) {
                held.add(resource);
            }
        }
        if (late) {
            resource.rollback();
            checkOpen();
        }
        return resource;
    }

    @Override
    public synchronized void checkOpen() {
        if (sealed) {
            throw new IllegalStateException("Group " + groupId() + " - the redo of unit " + unit()
                    + " is over: it takes no more work; wait for branches before the method returns");
        }
    }

    @Override
    public synchronized void whenEnded(Consumer<Outcome> listener) {
        checkOpen();
        listeners.add(listener);
    }

    @Override
    public void veto(String reason) {
        stop(Result.FAILED, reason);
    }

    @Override
    public Optional<Repair> repair() {
        return Optional.of(repair);
    }

    private final class OfRedo implements Repair {
        @Override
        public Epoch epoch() {
            return redo.epoch();
        }

        @Override
        public List<CallPath> callPaths() {
            return redo.callPaths();
        }

        @Override
        public boolean isLost(String resource) {
            return lost.contains(resource);
        }

        @Override
        public void busy(String why) {
            stop(Result.BUSY, why);
        }

        @Override
        public void changed(String why) {
            stop(new Stop(Result.DIFFERS, why, true));
        }

        @Override
        public void differs(String why) {
            stop(Result.DIFFERS, why);
        }
    }

    @Override
    public String toString() {
        return "Redo " + redo.attempt() + " of unit " + redo.unit() + " of group " + redo.groupId();
    }
}
