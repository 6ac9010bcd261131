package io.txgroup.client.spi;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A unit without managers: real enough to try what a unit holds, and the test says how it ends. It is also the
 * {@link CurrentCall} of the threads that it runs code in.
 */
@SuppressWarnings("ThreadLocalUsage") // units of different tests know nothing of one another
public final class FakeUnit implements CurrentCall {
    private static final Epoch EPOCH = new Epoch("an epoch");

    private final ThreadLocal<CallScope> scope = new ThreadLocal<>();
    private final ThreadLocal<GroupId> unannotated = new ThreadLocal<>();
    private final Map<Object, Object> attachments = new ConcurrentHashMap<>();
    private final List<HeldResource> resources = new CopyOnWriteArrayList<>();
    private final Set<CallPath> joined = new ConcurrentSkipListSet<>();
    private final List<String> vetoes = new CopyOnWriteArrayList<>();
    private final List<Consumer<Outcome>> listeners = new CopyOnWriteArrayList<>();

    private final GroupId groupId = GroupId.next(1_700_000_000_000L, RandomGenerator.getDefault(), 1);
    private final UnitId id =
            new UnitId(new ProcessId("stock", "stock-1", "p"), Long.toHexString(groupId.hashCode() * 1_000_003L));
    private volatile long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    private volatile boolean ended;

    /** The group's name. */
    public GroupId groupId() {
        return groupId;
    }

    /** What the unit holds. */
    public List<HeldResource> resources() {
        return List.copyOf(resources);
    }

    /** The reasons of the vetoes so far. */
    public List<String> vetoes() {
        return List.copyOf(vetoes);
    }

    /** From now on this is the time until the group's deadline. */
    public void timeLeft(Duration left) {
        deadline = System.nanoTime() + left.toNanos();
    }

    /** A call that the unit serves. */
    public Call call(CallPath path) {
        return new Call(path);
    }

    /** Runs code as the starter's method does, and leaves the call unsealed. */
    public <T> T run(Callable<T> code) throws Exception {
        return call(CallPath.ROOT).run(code);
    }

    /** Runs code as a method without annotation that was reached by a call of a group. */
    public <T> T runUnannotated(Callable<T> code) throws Exception {
        unannotated.set(groupId);
        try {
            return code.call();
        } finally {
            unannotated.remove();
        }
    }

    /** The outcome is COMMIT: what can be prepared is, and then everything is committed. */
    public void commit() throws Exception {
        List<HeldResource> ending = end();
        for (HeldResource resource : ending) {
            if (resource.takesPart() && resource.canPrepare()) {
                resource.prepare();
            }
        }
        for (HeldResource resource : ending) {
            resource.commit();
        }
        listeners.forEach(listener -> listener.accept(Outcome.COMMIT));
    }

    /** The outcome is ROLLBACK. */
    public void rollback() throws Exception {
        for (HeldResource resource : end()) {
            resource.rollback();
        }
        listeners.forEach(listener -> listener.accept(Outcome.ROLLBACK));
    }

    private synchronized List<HeldResource> end() {
        ended = true;
        return List.copyOf(resources);
    }

    private synchronized boolean hold(HeldResource resource) {
        return !ended && resources.add(resource);
    }

    @Override
    public Optional<CallScope> scope() {
        return Optional.ofNullable(scope.get());
    }

    @Override
    public Optional<GroupId> unannotated() {
        return Optional.ofNullable(unannotated.get());
    }

    /** One call of the unit. */
    public final class Call implements CallScope {
        private final CallPath path;
        private volatile boolean sealed;
        private volatile boolean readOnly;

        private Call(CallPath path) {
            this.path = path;
        }

        /** Its method has promised to write nothing. */
        public Call readingOnly() {
            readOnly = true;
            return this;
        }

        /** Runs code in this call. */
        public <T> T run(Callable<T> code) throws Exception {
            @Nullable CallScope before = scope.get();
            scope.set(this);
            try {
                return code.call();
            } finally {
                if (before == null) {
                    scope.remove();
                } else {
                    scope.set(before);
                }
            }
        }

        /** The call's method has returned: nothing more is added, and every resource says whether it can commit. */
        public void join() throws Exception {
            sealed = true;
            for (HeldResource resource : new ArrayList<>(resources)) {
                resource.checkBeforeJoin();
            }
            joined.add(path);
            for (HeldResource resource : new ArrayList<>(resources)) {
                resource.mark(joined);
            }
        }

        @Override
        public GroupId groupId() {
            return groupId;
        }

        @Override
        public CallPath callPath() {
            return path;
        }

        @Override
        public UnitId unit() {
            return id;
        }

        @Override
        public Optional<Epoch> epoch() {
            return Optional.of(EPOCH);
        }

        @Override
        public Duration timeLeft() {
            return Duration.ofNanos(deadline - System.nanoTime());
        }

        @Override
        public boolean rollbackOnly() {
            return !vetoes.isEmpty() || ended;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T attachment(Object key, Supplier<T> make) {
            return (T) attachments.computeIfAbsent(key, any -> make.get());
        }

        @Override
        public <R extends HeldResource> R enlist(HeldResource.Source<R> source) throws Exception {
            checkOpen();
            R resource = source.call();
            if (!hold(resource)) {
                resource.rollback();
                checkOpen();
            }
            return resource;
        }

        @Override
        public boolean readOnly() {
            return readOnly;
        }

        @Override
        public void whenEnded(Consumer<Outcome> listener) {
            checkOpen();
            listeners.add(listener);
        }

        @Override
        public void checkOpen() {
            if (ended) {
                throw new TxRolledBackException(groupId, "has ended here");
            }
            if (sealed) {
                throw new IllegalStateException(
                        "Group " + groupId + " - call " + path + " takes no more work: its method has returned");
            }
        }

        @Override
        public void veto(String reason) {
            vetoes.add(reason);
        }
    }
}
