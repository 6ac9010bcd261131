package io.txgroup.client.core;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcome;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A process's core: its units, by group. Whoever drives it calls {@link #tick()} often, about every 20 ms. Thread-safe;
 * only {@link #answerYes} and {@link #commit} may block, on the resources that they look at or end.
 */
public final class Units implements ManagerListener {
    private final Surroundings around;
    private final ClientRules rules;
    private final ClusterClock clock;
    private final Map<GroupId, Unit> active = new ConcurrentHashMap<>();
    private final UnitListener listener;
    private final RestingUnits resting;
    private final OutcomeSearch search;
    private final Recovery recovery;
    private volatile boolean leaving;

    /** Ties the core to the world, and nobody listens. */
    public Units(Surroundings around, ClientRules rules) {
        this(around, rules, UnitListener.NONE);
    }

    /** Ties the core to the world, where nothing can be recovered. */
    public Units(Surroundings around, ClientRules rules, UnitListener listener) {
        this(around, rules, listener, List::of);
    }

    /** Ties the core to the world, where no method can be run again. */
    public Units(
            Surroundings around,
            ClientRules rules,
            UnitListener listener,
            Supplier<List<ResourceRecovery>> recoverable) {
        this(around, rules, listener, recoverable, Repeating.nothing(around.work()));
    }

    /**
     * Ties the core to the world.
     *
     * @param recoverable what units of this process's service can leave behind; asked for again and again, in a worker
     * @param repeating runs methods again whose work was lost
     */
    public Units(
            Surroundings around,
            ClientRules rules,
            UnitListener listener,
            Supplier<List<ResourceRecovery>> recoverable,
            Repeating repeating) {
        this.around = around;
        this.rules = rules;
        this.listener = listener;
        this.resting = new RestingUnits(rules.remembered());
        this.clock = new ClusterClock(around.time().nanos());
        this.search = new OutcomeSearch(around);
        this.recovery = new Recovery(around, rules, recoverable, this::willEnd, clock, repeating);
    }

    // ---- calls

    /**
     * Opens a group: nothing is sent until something must be.
     *
     * @param label what a person calls the transaction
     * @param timeout how long it may go on
     */
    public Call begin(String label, Duration timeout) {
        GroupId groupId = GroupId.next(around.time().epochMillis().getAsLong(), around.random(), clock.shards());
        Optional<ShardClock> atBegin = clock.now(groupId.shard());
        Unit unit = Unit.starting(this, groupId, around.time().now() + timeout.toNanos(), label, atBegin);
        active.put(groupId, unit);
        Call root = unit.serve(CallPath.ROOT);
        GroupEnd.await(unit, root, label);
        return root;
    }

    /**
     * Begins to serve a call of a group that was opened elsewhere.
     *
     * @throws TxRolledBackException if the group has ended here, its time is over, it is of another epoch than the
     *     store's present one, or the call was served before
     * @throws TxManagerUnavailableException if no manager can be reached, so that the call could not join
     */
    public Call serve(GroupHeader header) {
        try {
            return begin(header);
        } catch (TxRolledBackException | TxManagerUnavailableException e) {
            listener.refused(header.groupId(), e);
            throw e;
        }
    }

    /**
     * Begins to serve a call that is made again because work of its group was lost. The stage completes when a manager has
     * told which call it is, or fails with a {@link io.txgroup.client.TxException}: then the call must fail.
     */
    public CompletionStage<ReplayCall> serveAgain(GroupHeader header, Invoked invoked) {
        requireServable(header);
        return recovery.replays().serve(header, invoked.at(header.callPath()));
    }

    private void requireServable(GroupHeader header) {
        if (leaving) {
            throw new TxManagerUnavailableException(
                    header.groupId(), "this process is stopping and takes no more calls; the call is refused");
        }
        if (header.timeLeftMillis() <= 0) {
            throw new TxRolledBackException(header.groupId(), "its deadline has passed; the call is refused");
        }
        if (header.callPath().equals(CallPath.ROOT)) {
            throw new TxRolledBackException(header.groupId(), "call path 0 is the starter's; the call is refused");
        }
    }

    private Call begin(GroupHeader header) {
        requireServable(header);
        if (header.again() != null) {
            throw new TxRolledBackException(
                    header.groupId(),
                    "is made again, and a request that takes part as a whole can't be: put @TxTransaction on the method");
        }
        requireEpoch(header);
        Unit unit =
                active.computeIfAbsent(header.groupId(), id -> resting.wake(id).orElseGet(() -> newUnit(header)));
        Call call = unit.serve(header.callPath());
        wake(unit);
        return call;
    }

    /** What is not known to be of the store's present epoch could not be told an outcome: it is not begun at all. */
    private void requireEpoch(GroupHeader header) {
        ShardClock shard = clock.now(header.groupId().shard())
                .orElseThrow(() -> new TxManagerUnavailableException(
                        header.groupId(),
                        "this service knows no manager that it could join through; the call is refused"));
        if (!shard.epoch().equals(header.epoch())) {
            throw new TxRolledBackException(
                    header.groupId(),
                    "is of epoch " + header.epoch() + ", but the managers' store is in " + shard.epoch()
                            + ": it is unknown there; the call is refused");
        }
    }

    private Unit newUnit(GroupHeader header) {
        long deadline = around.time().now() + header.timeLeftMillis() * 1_000_000;
        return new Unit(this, header.groupId(), deadline, header.epoch(), header.home());
    }

    /** The starter's method has returned. The stage completes with what its caller is told. */
    public CompletionStage<Verdict> commit(Call root) {
        return starterOf(root).commit(root);
    }

    /** The starter's method has failed. The stage completes when what it held is given back. */
    public CompletionStage<Verdict> rollBack(Call root, String reason) {
        Starter starter = starterOf(root);
        root.threw();
        return starter.rollBack(root, reason);
    }

    private static Starter starterOf(Call root) {
        return root.owner()
                .starter()
                .filter(starter -> root.callPath().equals(CallPath.ROOT))
                .orElseThrow(() -> new IllegalArgumentException(root + " is not its starter's"));
    }

    /**
     * A served call's method has returned.
     *
     * @throws TxRolledBackException if its work can't be committed; {@link #answerNo} must follow
     */
    public CallReport answerYes(Call call) {
        return call.answerYes();
    }

    /** A served call has failed. The stage completes when what must be given back at once is given back. */
    public CompletionStage<CallReport> answerNo(Call call, String reason) {
        return call.answerNo(reason);
    }

    /**
     * Asks the managers how a group stands, whatever this process knows of it. The stage completes in a bounded time: with
     * what is known, or with {@link TxManagerUnavailableException}.
     */
    public CompletionStage<TxOutcome> find(GroupId groupId) {
        return search.find(groupId);
    }

    // ---- managers

    @Override
    public void received(String manager, Message.ToClient message) {
        if (message instanceof Message.HeartbeatAnswer answer) {
            clock.heard(answer);
        } else if (message instanceof Message.Found found) {
            search.received(found);
        } else if (message instanceof Settling.Recall recall) {
            recalled(manager, recall);
        } else if (recovery.received(manager, message)) {
            return;
        } else if (message instanceof Message.ToUnit toUnit) {
            Optional<Unit> unit = Optional.ofNullable(active.get(toUnit.groupId()))
                    .or(() -> resting.find(toUnit.groupId()))
                    .filter(known -> rules.isMeantFor(known.id(), toUnit.unit()));
            if (unit.isPresent()) {
                unit.get().received(manager, toUnit);
            } else {
                answerForUnknown(manager, toUnit);
            }
        }
    }

    private void recalled(String manager, Settling.Recall recall) {
        Optional.ofNullable(active.get(recall.groupId()))
                .or(() -> resting.find(recall.groupId()))
                .filter(unit -> unit.conversation()
                        .begunIn()
                        .filter(epoch -> epoch.mark().equals(recall.epochMark()))
                        .isPresent())
                .ifPresent(unit -> unit.freezing().recalled(manager));
    }

    /** Whether the branch is of a unit that lives here and has not ended: it ends the branch itself. */
    private boolean willEnd(ResourceRecovery.PreparedBranch branch) {
        Unit unit = active.get(branch.groupId());
        if (unit == null || !unit.id().token().equals(branch.token())) {
            return false;
        }
        synchronized (unit) {
            return unit.state() != UnitState.ENDED;
        }
    }

    /** A unit that is not known here has ended and was forgotten: it can't prepare, and it holds nothing. */
    private void answerForUnknown(String manager, Message.ToUnit message) {
        GroupId groupId = message.groupId();
        if (message instanceof Settling.Freeze freeze) {
            around.link().send(manager, forgotten(freeze));
        } else if (message instanceof Message.Prepare prepare) {
            String why = "this process does not know the unit";
            around.link().send(manager, new Message.Prepared(groupId, prepare.unit(), prepare.epoch(), false, why));
        } else if (message instanceof Message.Tell tell && tell.outcome() == Outcome.ROLLBACK) {
            clock.now(groupId.shard())
                    .map(now -> new Message.Acknowledge(groupId, tell.unit(), now.epoch(), Outcome.ROLLBACK, List.of()))
                    .ifPresent(acknowledge -> around.link().send(manager, acknowledge));
        }
    }

    private static Settling.Statement forgotten(Settling.Freeze freeze) {
        Settling.UnitWork nothing = new Settling.UnitWork(freeze.unit(), List.of(), false, List.of());
        return new Settling.Statement(
                freeze.groupId(),
                freeze.unit(),
                freeze.epoch(),
                Settling.Saying.FORGOTTEN,
                nothing,
                false,
                List.of(),
                null,
                List.of());
    }

    @Override
    public void connected(String managerId) {
        active.values().forEach(unit -> unit.conversation().managerIsBack());
    }

    /** What it has not answered is said again, to another manager if there is one, and not after a wait. */
    @Override
    public void disconnected(String managerId, String why) {
        active.values().forEach(unit -> unit.conversation().managerIsBack());
    }

    /** Time passes. */
    public void tick() {
        long now = around.time().now();
        active.values().forEach(unit -> unit.tick(now));
        search.tick(now);
        recovery.tick(now);
    }

    /** From now on no call of a group that was opened elsewhere is served: the process is about to stop. */
    public void leave() {
        leaving = true;
    }

    /** The groups that this process has a part in now. */
    public List<GroupId> groups() {
        return List.copyOf(active.keySet());
    }

    /** How each unit stands that this process has now, for those who only look. */
    public List<UnitView> views() {
        return active.values().stream().map(UnitView::of).toList();
    }

    /** A unit that wants nothing any more: remembered for a while, so that what comes late is recognised. */
    void rest(Unit unit) {
        unit.resources().forget();
        if (isKnownElsewhere(unit)) {
            resting.add(unit);
        }
        active.remove(unit.groupId(), unit);
    }

    /** Whether anybody outside this process can have heard of the unit's group. */
    static boolean isKnownElsewhere(Unit unit) {
        return unit.starter().map(starter -> starter.creation().asked()).orElse(true);
    }

    /** A unit that rested has something to do again. */
    void wake(Unit unit) {
        resting.wake(unit.groupId());
        active.putIfAbsent(unit.groupId(), unit);
    }

    Surroundings around() {
        return around;
    }

    ClientRules rules() {
        return rules;
    }

    UnitListener listener() {
        return listener;
    }

    Recovery recovery() {
        return recovery;
    }

    ClusterClock clock() {
        return clock;
    }
}
