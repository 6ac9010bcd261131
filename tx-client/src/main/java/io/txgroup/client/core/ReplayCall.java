package io.txgroup.client.core;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Calls;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.Repair;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that is made again: it takes resources under the name of the original, and may call other services, which make
 * their calls again in their turn. Thread-safe.
 */
public final class ReplayCall implements CallScope {
    private final ReplayUnit unit;
    private final ReplayPart part;
    private final CallPath path;
    private final @Nullable CallPath original;
    private final Map<UnitId, UnitCalls> joinedBelow = new LinkedHashMap<>();
    private final CompletableFuture<Boolean> quiet = new CompletableFuture<>();
    private int attempts;
    private int open;
    private boolean sealed;
    private boolean awaited;
    private volatile boolean readOnly;

    /** With where it stood in the original; null if it is none of the original's. */
    ReplayCall(ReplayUnit unit, ReplayPart part, CallPath path, @Nullable CallPath original) {
        this.unit = unit;
        this.part = part;
        this.path = path;
        this.original = original;
    }

    /** The method that it runs has promised to write nothing. */
    public void writesNothing() {
        readOnly = true;
    }

    /**
     * Begins an attempt to call another service, which makes its call again.
     *
     * @throws TxRolledBackException if nothing of this can be committed any more
     */
    public Calls.Attempt attempt(String target) {
        if (rollbackOnly()) {
            throw new TxRolledBackException(
                    groupId(),
                    "attempt " + unit.attempt() + " can only be rolled back, so " + target + " is not called");
        }
        CallPath next;
        begin("call another service");
        synchronized (this) {
            attempts++;
            next = path.attempt(attempts);
        }
        GroupHeader header = new GroupHeader(
                groupId(),
                unit.epoch(),
                next,
                Math.max(0, timeLeft().toMillis()),
                "",
                new GroupHeader.Again(unit.attempt(), original));
        return new OutboundAttempt(this::attemptEnded, header);
    }

    private void attemptEnded(CallReport report) {
        synchronized (this) {
            report.joined().forEach(calls -> joinedBelow.merge(calls.unit(), calls, UnitCalls::and));
        }
        if (!report.rollbackOnly().isEmpty()) {
            veto(report.rollbackOnly());
        }
        ended();
    }

    private void begin(String what) {
        synchronized (this) {
            requireOpen(what);
            open++;
        }
    }

    private void requireOpen(String what) {
        if (sealed) {
            throw new IllegalStateException(
                    this + " can't " + what + ": its method has returned; wait for branches before it returns");
        }
    }

    private void ended() {
        synchronized (this) {
            open--;
            if (open > 0 || !awaited) {
                return;
            }
        }
        quiet.complete(true);
    }

    /** Completes when nothing goes on that was begun here; with false if somebody gives up waiting. */
    CompletableFuture<Boolean> quiet() {
        synchronized (this) {
            awaited = true;
            if (open > 0) {
                return quiet;
            }
        }
        quiet.complete(true);
        return quiet;
    }

    /**
     * Its method has returned: what was committed the first time is rolled back, what was lost stays held.
     *
     * @return what the reply reports
     * @throws TxRolledBackException if it can't be committed; {@link #answerNo} must follow
     */
    public CallReport answerYes() {
        int branches;
        synchronized (this) {
            branches = open;
            sealed = true;
        }
        if (branches > 0) {
            veto(branches + " of its branches still run; its method must wait for them before it returns");
        }
        if (original != null) {
            part.check(original);
        }
        Optional<RedoScope.Stop> stop = part.scope().stopped();
        if (stop.isPresent()) {
            throw new TxRolledBackException(
                    groupId(), this + " can't be committed: " + stop.get().why());
        }
        unit.returned(part);
        List<UnitCalls> report;
        synchronized (this) {
            if (original != null) {
                UnitCalls own = new UnitCalls(unit.self(), List.of(path));
                joinedBelow.merge(unit.self(), own, UnitCalls::and);
            }
            report = new ArrayList<>(joinedBelow.values());
        }
        return new CallReport("", report);
    }

    /** It has failed: nothing of the attempt can be committed, here it is rolled back now. */
    public CallReport answerNo(String reason) {
        synchronized (this) {
            sealed = true;
        }
        veto(reason);
        unit.fails(part);
        return CallReport.rollbackOnly(reason);
    }

    @Override
    public GroupId groupId() {
        return part.scope().groupId();
    }

    @Override
    public CallPath callPath() {
        return original == null ? path : original;
    }

    @Override
    public UnitId unit() {
        return part.scope().unit();
    }

    @Override
    public Optional<Epoch> epoch() {
        return Optional.empty();
    }

    @Override
    public Duration timeLeft() {
        return part.scope().timeLeft();
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public boolean rollbackOnly() {
        return part.scope().rollbackOnly();
    }

    @Override
    public <T> T attachment(Object key, Supplier<T> make) {
        return part.scope().attachment(key, make);
    }

    @Override
    public <R extends HeldResource> R enlist(HeldResource.Source<R> source) throws Exception {
        requireOriginal();
        begin("take a resource");
        try {
            return part.scope().enlist(source);
        } finally {
            ended();
        }
    }

    private void requireOriginal() {
        if (!part.isOriginal()) {
            String why = "call " + path + " works with a database, and the original made no such call";
            part.scope().stop(Result.DIFFERS, why);
            throw new IllegalStateException("Group " + groupId() + " - attempt " + unit.attempt()
                    + " to make its calls again is rolled back: " + why);
        }
    }

    @Override
    public void checkOpen() {
        synchronized (this) {
            requireOpen("work with what is held");
        }
        part.scope().checkOpen();
    }

    @Override
    public void whenEnded(Consumer<Outcome> listener) {
        synchronized (this) {
            requireOpen("wait for the group's end");
        }
        part.scope().whenEnded(listener);
    }

    @Override
    public void veto(String reason) {
        part.scope().veto(reason);
    }

    @Override
    public Optional<Repair> repair() {
        return part.scope().repair();
    }

    @Override
    public String toString() {
        return "Call " + path + " of attempt " + unit.attempt() + " to make the calls of group " + groupId() + " again";
    }
}
