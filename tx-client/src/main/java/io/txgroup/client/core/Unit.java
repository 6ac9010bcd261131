package io.txgroup.client.core;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's part of one group: the calls it serves, what it holds, and what it may do with it. {@link UnitState}
 * has the table; a method here is a line of it. Thread-safe: state changes under this object's monitor, while what may
 * block on a resource runs outside of it.
 */
final class Unit {
    private static final Logger log = LoggerFactory.getLogger(Unit.class);

    private final Units owner;
    private final GroupId groupId;
    private final UnitId id;
    private final long deadline;
    private final Map<CallPath, Call> calls = new TreeMap<>();
    private final Set<CallPath> joined = new TreeSet<>();
    private final Map<Object, Object> attachments = new HashMap<>();
    private final HeldResources resources = new HeldResources();
    private final Conversation conversation;
    private final Preparation preparation = new Preparation(this);
    private final Freezing freezing = new Freezing(this);
    private final UnitEnd end;
    private UnitState state = UnitState.OPEN;
    private String rollbackOnly = "";
    private @Nullable Starter starter;

    Unit(Units owner, GroupId groupId, long deadline, @Nullable Epoch epoch, String home) {
        this.owner = owner;
        this.groupId = groupId;
        this.id = new UnitId(
                owner.around().self(), owner.rules().token(owner.around().random()));
        this.deadline = deadline;
        this.conversation = new Conversation(this, epoch, home);
        this.end = new UnitEnd(groupId);
    }

    /** A unit whose process opens the group. */
    static Unit starting(Units owner, GroupId groupId, long deadline, String label, Optional<ShardClock> atBegin) {
        Unit unit = new Unit(
                owner, groupId, deadline, atBegin.map(ShardClock::epoch).orElse(null), "");
        unit.starter = new Starter(unit, label, atBegin);
        return unit;
    }

    // ---- calls

    /** Begins to serve a call; each call path once. */
    synchronized Call serve(CallPath path) {
        requireMoreWork();
        if (!rollbackOnly.isEmpty()) {
            throw new TxRolledBackException(
                    groupId, "can only be rolled back, so no more calls are served: " + rollbackOnly);
        }
        if (calls.containsKey(path) || (starter != null && starter.hasClosed())) {
            throw new TxRolledBackException(
                    groupId, "call " + path + " was served here before; a repeated request is refused");
        }
        Call call = new Call(this, path);
        calls.put(path, call);
        return call;
    }

    /** From now on somebody counts on what was done for this call path. */
    void answered(CallPath path) {
        if (state == UnitState.OPEN) {
            become(UnitState.ANSWERED);
        }
        joined.add(path);
    }

    /** Rolls back without being told to, if the rules allow it. */
    boolean endAlone(Executor executor) {
        List<HeldResource> taken;
        synchronized (this) {
            if (!goesOn() || !owner.rules().mayEndAlone(state)) {
                return false;
            }
            if (starter == null) {
                conversation.vetoOnce(rollbackOnly);
            } else {
                starter.closeWithRollback();
            }
            taken = beginToEnd(Outcome.ROLLBACK, rollbackOnly);
        }
        end(taken, Outcome.ROLLBACK, executor, false);
        return true;
    }

    // ---- the outcome

    /** The outcome has come: acts on it once, and acknowledges again whenever it comes again. */
    void told(Message.Tell tell) {
        List<HeldResource> taken;
        synchronized (this) {
            if (state == UnitState.ENDED) {
                conversation.acknowledgeAgain();
                return;
            }
            if (!goesOn() || freezing.ignores(tell) || !mayAct(tell)) {
                return;
            }
            taken = beginToEnd(tell.outcome(), tell.cause());
            if (starter != null) {
                starter.closeAnswered();
            }
        }
        end(taken, tell.outcome(), owner.around().work(), true);
    }

    private boolean mayAct(Message.Tell tell) {
        if (tell.outcome() == Outcome.ROLLBACK
                || (state == UnitState.ANSWERED && owner.rules().mayCommit(ran(), tell))) {
            return true;
        }
        log.error(
                "{} - is told COMMIT for {}, but {}; holds on and asks",
                this,
                tell.callPaths(),
                state + " ran " + ran());
        return false;
    }

    /** What is held, if nobody has written in it and no call is running: it need not wait for the outcome. */
    List<HeldResource> takeIdle() {
        boolean needed = starter != null || state != UnitState.OPEN || running() || mustHear();
        return needed ? List.of() : resources.takeAll();
    }

    /** The calls whose work is in what is held, counted on or not: it can only be ended together. */
    Set<CallPath> ran() {
        Set<CallPath> ran = new TreeSet<>(joined);
        calls.values().stream().filter(Call::hasWorked).forEach(call -> ran.add(call.callPath()));
        return ran;
    }

    /** The calls that a proof may name, once this one has joined too. */
    synchronized Set<CallPath> toMark(CallPath joining) {
        Set<CallPath> all = ran();
        all.add(joining);
        return all;
    }

    /** Leaves the states in which something can be added, and gives out what must now be ended. */
    List<HeldResource> beginToEnd(Outcome outcome, String cause) {
        become(outcome == Outcome.COMMIT ? UnitState.COMMITTING : UnitState.ROLLING_BACK);
        if (outcome == Outcome.ROLLBACK && rollbackOnly.isEmpty()) {
            rollbackOnly = cause.isEmpty() ? "no cause was given" : cause;
        }
        List<HeldResource> taken = resources.takeAll();
        if (running()) {
            HeldResources.cancel(taken);
        }
        return taken;
    }

    private void become(UnitState next) {
        UnitState before = state;
        state = before.to(next);
        owner.listener().changed(groupId, before, next);
    }

    /** Ends the taken resources in the given executor. */
    void end(List<HeldResource> taken, Outcome outcome, Executor executor, boolean acknowledge) {
        executor.execute(() -> {
            List<ResourceEnd> ends = HeldResources.end(taken, outcome, this);
            synchronized (this) {
                become(UnitState.ENDED);
                conversation.ended(outcome, ends, acknowledge);
            }
            end.reached(outcome, ends, owner.around().listeners());
            if (starter != null) {
                starter.ended(outcome);
            }
        });
    }

    // ---- what the managers say

    /** Takes a message that is meant for this unit. */
    void received(String manager, Message.ToUnit message) {
        freezing.hears(message);
        if (message instanceof Settling.Freeze) {
            freezing.asked(manager);
        } else if (message instanceof Message.Tell tell) {
            told(tell);
        } else if (message instanceof Message.Prepare asked) {
            owner.around().work().execute(() -> preparation.asked(asked));
        } else {
            conversation.received(manager, message);
        }
    }

    /** Time passes: repeats what is unanswered, and ends what has taken too long. */
    void tick(long now) {
        if (starter != null) {
            starter.tick(now);
        }
        if (nanosLeft() <= 0) {
            deadlinePassed();
        }
        conversation.tick(now);
        synchronized (this) {
            if (wantsNothing()) {
                owner.rest(this);
            }
        }
    }

    private boolean wantsNothing() {
        boolean told = starter == null || starter.hasToldAll();
        boolean idle = state == UnitState.ENDED || (state == UnitState.OPEN && resources.isEmpty());
        return told && idle && !running() && conversation.outstanding().isEmpty();
    }

    private void deadlinePassed() {
        synchronized (this) {
            if (!goesOn() || !running() || (!rollbackOnly.isEmpty() && state == UnitState.ANSWERED)) {
                return;
            }
            HeldResources.cancel(resources.all());
            markRollbackOnly("the group's deadline passed while its calls were running");
        }
        if (starter != null) {
            starter.deadlinePassed();
        } else {
            endAlone(owner.around().work());
        }
    }

    // ---- what calls and the starter need

    synchronized void requireGoingOn() {
        if (!goesOn()) {
            String why = rollbackOnly.isEmpty() ? "a request came again" : rollbackOnly;
            throw new TxRolledBackException(groupId, "has ended here (" + state + "): " + why);
        }
    }

    void requireMoreWork() {
        requireGoingOn();
        if (preparation.begun()) {
            throw new TxRolledBackException(groupId, "has been prepared here; what comes now comes too late");
        }
    }

    void requireCommittable() {
        requireGoingOn();
        if (!rollbackOnly.isEmpty()) {
            throw new TxRolledBackException(groupId, "can only be rolled back: " + rollbackOnly);
        }
    }

    boolean goesOn() {
        return state == UnitState.OPEN || state == UnitState.ANSWERED;
    }

    boolean running() {
        return calls.values().stream().anyMatch(call -> !call.sealed());
    }

    /** A call has failed: what it threw tells more than that its local transaction was rolled back before. */
    synchronized void failed(String reason) {
        if (goesOn() && !rollbackOnly.isEmpty() && !reason.contains(rollbackOnly)) {
            rollbackOnly = reason + " (" + rollbackOnly + ")";
        }
        markRollbackOnly(reason);
    }

    /** Makes COMMIT impossible; whoever counts on this unit hears of it at once. */
    synchronized void markRollbackOnly(String reason) {
        if (!rollbackOnly.isEmpty() || !goesOn()) {
            return;
        }
        rollbackOnly = reason.isEmpty() ? "no reason was given" : reason;
        if (state == UnitState.ANSWERED) {
            conversation.say();
        }
    }

    /** Keeps a resource that a call has taken; gives it back if the group has ended meanwhile. */
    void hold(HeldResource resource) {
        synchronized (this) {
            if (goesOn()) {
                resources.add(resource, owner.around().time().now());
                return;
            }
        }
        HeldResources.end(List.of(resource), Outcome.ROLLBACK, this);
        requireGoingOn();
    }

    @SuppressWarnings("unchecked")
    synchronized <T> T attachment(Object key, Supplier<T> make) {
        return (T) attachments.computeIfAbsent(key, wanted -> make.get());
    }

    /** Completes when the group has a record in the store, so that a call may leave. */
    CompletionStage<Void> recorded() {
        return starter == null
                ? CompletableFuture.completedFuture(null)
                : starter.creation().recorded();
    }

    UnitEnd end() {
        return end;
    }

    Freezing freezing() {
        return freezing;
    }

    Preparation preparation() {
        return preparation;
    }

    /** Whether the outcome matters here. */
    boolean mustHear() {
        return end.isAwaited() || !resources.takingPart().isEmpty();
    }

    GroupHeader header(CallPath attempt) {
        return conversation.header(attempt, nanosLeft() / 1_000_000);
    }

    List<Call> calls() {
        return List.copyOf(calls.values());
    }

    HeldResources resources() {
        return resources;
    }

    Conversation conversation() {
        return conversation;
    }

    Optional<Starter> starter() {
        return Optional.ofNullable(starter);
    }

    Units owner() {
        return owner;
    }

    UnitState state() {
        return state;
    }

    Set<CallPath> joined() {
        return joined;
    }

    String rollbackOnly() {
        return rollbackOnly;
    }

    GroupId groupId() {
        return groupId;
    }

    UnitId id() {
        return id;
    }

    long nanosLeft() {
        return deadline - owner.around().time().now();
    }

    @Override
    public String toString() {
        return "Group " + groupId;
    }
}
