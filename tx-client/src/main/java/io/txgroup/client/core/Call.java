package io.txgroup.client.core;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One call that a unit serves, from its method's beginning until it is sealed: the attempts that it makes, and what
 * their replies report. Guarded by its unit's monitor.
 */
public final class Call implements CallScope {
    private final Unit unit;
    private final CallPath path;
    private final long begunAt;
    private final Map<UnitId, UnitCalls> joinedBelow = new LinkedHashMap<>();
    private final List<CompletableFuture<Void>> waitingForQuiet = new ArrayList<>();
    private int attempts;
    private int open;
    private boolean sealed;
    private boolean hasWorked;
    private volatile boolean readOnly;
    private volatile boolean thrown;

    Call(Unit unit, CallPath path) {
        this.unit = unit;
        this.path = path;
        this.begunAt = unit.owner().around().time().now();
    }

    /** The unit that serves this call. */
    Unit owner() {
        return unit;
    }

    @Override
    public UnitId unit() {
        return unit.id();
    }

    @Override
    public Optional<Epoch> epoch() {
        return unit.conversation().begunIn();
    }

    @Override
    public GroupId groupId() {
        return unit.groupId();
    }

    @Override
    public CallPath callPath() {
        return path;
    }

    @Override
    public Duration timeLeft() {
        return Duration.ofNanos(unit.nanosLeft());
    }

    @Override
    public boolean rollbackOnly() {
        synchronized (unit) {
            return !unit.rollbackOnly().isEmpty();
        }
    }

    @Override
    public <T> T attachment(Object key, Supplier<T> make) {
        return unit.attachment(key, make);
    }

    @Override
    public <R extends HeldResource> R enlist(HeldResource.Source<R> source) throws Exception {
        begin("take a resource");
        try {
            R resource = source.call();
            unit.hold(resource);
            worked();
            return resource;
        } finally {
            ended();
        }
    }

    @Override
    public void whenEnded(Consumer<Outcome> listener) {
        synchronized (unit) {
            requireOpen("wait for the group's end");
            worked();
            unit.end().listen(listener);
        }
    }

    /** The method that it runs has promised to write nothing. */
    public void writesNothing() {
        readOnly = true;
    }

    /** Keeps what it takes to run its method again, as it is now: before the method changes its arguments. */
    public void entered(Invoked invoked) {
        Invocations.of(unit).entered(path, invoked, unit.owner().recovery().canLose());
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public void veto(String reason) {
        unit.markRollbackOnly(reason);
    }

    /**
     * Begins an outbound attempt; the stage completes when the call may leave, or fails with a
     * {@link io.txgroup.client.TxException} when it must not.
     */
    public CompletionStage<OutboundAttempt> attempt() {
        CallPath attempt;
        synchronized (unit) {
            begin("call another service");
            if (!unit.rollbackOnly().isEmpty()) {
                ended();
                throw new TxRolledBackException(
                        groupId(), "can only be rolled back, so it makes no more calls: " + unit.rollbackOnly());
            }
            attempts++;
            attempt = path.attempt(attempts);
        }
        return unit.recorded()
                .thenApply(record -> new OutboundAttempt(this::attemptEnded, unit.header(attempt)))
                .whenComplete((made, failure) -> {
                    if (failure != null) {
                        ended();
                    }
                });
    }

    /**
     * A served call's method has returned: looks whether its work can be committed, and joins. Does not wait for the
     * manager.
     *
     * @return what the reply reports
     * @throws TxRolledBackException if it can't be committed: the call must fail
     */
    CallReport answerYes() {
        List<HeldResource> part;
        synchronized (unit) {
            unit.requireCommittable();
            if (open > 0) {
                throw new TxRolledBackException(
                        groupId(),
                        open + " of the branches of " + this
                                + " still run; its method must wait for them before it returns");
            }
            seal();
            part = hasWorked ? unit.resources().takingPart() : List.of();
        }
        HeldResources.check(part, this);
        HeldResources.mark(part, this);
        List<UnitCalls> report = new ArrayList<>(joinedBelow());
        List<HeldResource> idle;
        synchronized (unit) {
            unit.requireCommittable();
            if (!part.isEmpty() || (hasWorked && unit.end().isAwaited())) {
                unit.answered(path);
                report.add(
                        new UnitCalls(unit.id(), List.of(path), unit.resources().holding()));
                unit.conversation().say();
                return new CallReport("", report);
            }
            hasWorked = false;
            idle = unit.takeIdle();
        }
        HeldResources.end(idle, Outcome.ROLLBACK, unit);
        return new CallReport("", report);
    }

    /**
     * A served call has failed: rolls back alone if nobody counts on this unit, else vetoes and waits.
     *
     * @return completes when a rollback alone is done
     */
    CompletionStage<CallReport> answerNo(String reason) {
        CallReport report;
        synchronized (unit) {
            seal();
            report = new CallReport("", joinedBelow()).failed(reason);
            unit.failed(reason);
        }
        boolean alone = unit.endAlone(Runnable::run);
        return (alone ? unit.end().reached() : CompletableFuture.<Void>completedFuture(null)).thenApply(done -> report);
    }

    @Override
    public void checkOpen() {
        synchronized (unit) {
            requireOpen("work with what is held");
            worked();
        }
    }

    private void worked() {
        synchronized (unit) {
            hasWorked = true;
        }
    }

    /** Notes that something goes on that may add to the group; fails when the call is sealed or its unit has ended. */
    private void begin(String what) {
        synchronized (unit) {
            requireOpen(what);
            open++;
        }
    }

    private void requireOpen(String what) {
        boolean late = !unit.owner().rules().mayAdd(sealed);
        if (!late || !unit.rollbackOnly().isEmpty()) {
            // a branch that comes after a COMMIT is late, but nothing was rolled back
            unit.requireMoreWork();
        }
        if (late) {
            throw new IllegalStateException("Group " + groupId() + " - call " + path + " is sealed, its method has"
                    + " returned: it can't " + what + " any more; wait for branches before the method returns");
        }
    }

    void ended() {
        List<CompletableFuture<Void>> waiters;
        synchronized (unit) {
            open--;
            if (open > 0) {
                return;
            }
            waiters = List.copyOf(waitingForQuiet);
            waitingForQuiet.clear();
        }
        waiters.forEach(waiter -> waiter.complete(null));
    }

    private void attemptEnded(CallReport report) {
        synchronized (unit) {
            report.joined().forEach(calls -> joinedBelow.merge(calls.unit(), calls, UnitCalls::and));
        }
        if (!report.rollbackOnly().isEmpty()) {
            veto(report.rollbackOnly());
        }
        ended();
    }

    /** Completes when nothing goes on that may add to the group. */
    CompletionStage<Void> quiet() {
        synchronized (unit) {
            if (open == 0) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> waiter = new CompletableFuture<>();
            waitingForQuiet.add(waiter);
            return waiter;
        }
    }

    /** How many things still go on. */
    int open() {
        synchronized (unit) {
            return open;
        }
    }

    void seal() {
        sealed = true;
    }

    boolean sealed() {
        return sealed;
    }

    /** Whether its work may be in what the unit holds. */
    boolean hasWorked() {
        return hasWorked;
    }

    /** The starter's method has thrown what rolls its group back. */
    void threw() {
        thrown = true;
    }

    boolean hasThrown() {
        return thrown;
    }

    Duration age() {
        return Duration.ofNanos(unit.owner().around().time().now() - begunAt);
    }

    boolean attemptMade() {
        return attempts > 0;
    }

    List<UnitCalls> joinedBelow() {
        return List.copyOf(joinedBelow.values());
    }

    @Override
    public String toString() {
        return "call " + path + " of group " + groupId();
    }
}
