package io.txgroup.client.core;

import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts to make all calls of a group again in which this process has a part: those that it runs, and those of which it
 * serves calls. Thread-safe; nothing here waits for a manager.
 */
final class Replays {
    private static final Logger log = LoggerFactory.getLogger(Replays.class);
    private static final long PATIENCE_WITH_BRANCHES = 5_000_000_000L;

    private final Surroundings around;
    private final ClientRules rules;
    private final Proofs proofs;
    private final Repeating repeating;
    private final Map<Key, ReplayUnit> units = new ConcurrentHashMap<>();
    private final Set<Key> begun = ConcurrentHashMap.newKeySet();
    private final Map<ReplayCall, Long> unquiet = new ConcurrentHashMap<>();

    Replays(Surroundings around, ClientRules rules, Proofs proofs, Repeating repeating) {
        this.around = around;
        this.rules = rules;
        this.proofs = proofs;
        this.repeating = repeating;
    }

    private record Key(GroupId groupId, int attempt) {}

    private ReplayUnit unit(GroupId groupId, Epoch epoch, int attempt) {
        return units.computeIfAbsent(
                new Key(groupId, attempt),
                key -> new ReplayUnit(
                        this, groupId, epoch, attempt, new UnitId(around.self(), rules.token(around.random()))));
    }

    /** Begins to serve a call that is made again; see {@link Units#serveAgain}. */
    CompletionStage<ReplayCall> serve(GroupHeader header, Invocation invocation) {
        GroupHeader.Again again = header.again();
        if (again == null) {
            throw new IllegalArgumentException(header + " is of no call that is made again");
        }
        ReplayUnit unit = unit(header.groupId(), header.epoch(), again.attempt());
        CallPath caller = again.caller();
        if (caller == null) {
            return CompletableFuture.completedFuture(unit.strange(header.callPath(), header.timeLeftMillis()));
        }
        return unit.ask(
                question(unit, header.groupId(), header.callPath(), caller, invocation, header.timeLeftMillis()));
    }

    private static Replay.AskForPart question(
            ReplayUnit unit,
            GroupId groupId,
            CallPath path,
            @Nullable CallPath caller,
            Invocation invocation,
            long timeLeftMillis) {
        return new Replay.AskForPart(
                groupId,
                unit.epoch(),
                unit.attempt(),
                unit.self(),
                path,
                caller,
                invocation.methodId(),
                invocation.argumentsHash(),
                timeLeftMillis);
    }

    /** Takes what a manager says. */
    void received(String manager, Replay.ToProcess order) {
        if (order instanceof Replay.Begin begin) {
            wanted(begin);
        } else if (order instanceof Replay.Settle settle) {
            execute(() -> settle(settle));
        } else {
            ReplayUnit unit = units.get(new Key(order.groupId(), order.attempt()));
            if (unit == null) {
                log.debug("{} says {}, of which this process knows nothing", manager, order);
            } else if (order instanceof Replay.Part part && part.unit().equals(unit.self())) {
                unit.told(part);
            } else if (order instanceof Replay.Told told && told.unit().equals(unit.self())) {
                unit.told(told);
            }
        }
    }

    // ---- the runner

    private void wanted(Replay.Begin begin) {
        Key key = new Key(begin.groupId(), begin.attempt());
        if (!begun.add(key)) {
            return;
        }
        boolean accepted = execute(() -> {
            ReplayUnit unit = unit(begin.groupId(), begin.epoch(), begin.attempt());
            try {
                begin(unit, begin, repeating.prepare(begin.invocation()));
            } catch (CannotRepeatException e) {
                String why = String.valueOf(e.getMessage());
                send(new Replay.Close(
                        begin.groupId(), begin.epoch(), begin.attempt(), unit.self(), Result.CANNOT, why, List.of()));
                begun.remove(key);
            }
        });
        if (!accepted) {
            begun.remove(key);
        }
    }

    private void begin(ReplayUnit unit, Replay.Begin begin, Repeating.Again again) {
        CompletionStage<ReplayCall> root;
        try {
            long timeLeft = repeating.timeout().toMillis();
            root = unit.ask(question(unit, begin.groupId(), CallPath.ROOT, null, begin.invocation(), timeLeft));
        } catch (RuntimeException e) {
            log.debug("{} - is not begun here", unit, e);
            return;
        }
        root.whenComplete((call, refusal) -> {
            if (call == null) {
                log.debug("{} - is not run here", unit, refusal);
                begun.remove(new Key(begin.groupId(), begin.attempt()));
            } else if (!execute(() -> run(unit, call, again))) {
                call.answerNo("this process is stopping");
            }
        });
    }

    private void run(ReplayUnit unit, ReplayCall root, Repeating.Again again) {
        if (!root.rollbackOnly()) {
            again.run(root);
        }
        unquiet.put(root, now() + PATIENCE_WITH_BRANCHES);
        root.quiet().thenAccept(quiet -> {
            unquiet.remove(root);
            try {
                unit.closes(root.answerYes().joined());
            } catch (RuntimeException e) {
                root.answerNo(String.valueOf(e.getMessage()));
            }
        });
    }

    // ---- what an attempt has left

    private void settle(Replay.Settle settle) {
        List<ResourceEnd> ends = new ArrayList<>();
        for (String name : settle.resources()) {
            ends.add(look(settle.groupId(), settle.epoch(), settle.callPaths(), name));
        }
        send(new Replay.Ended(settle.groupId(), settle.epoch(), settle.attempt(), settle.unit(), ends));
    }

    /** There was something else than was told of: whoever was faster is made known. */
    void lookAgain(Redo work) {
        List<ResourceEnd> ends = work.resources().stream()
                .filter(resource -> resource.verdict() == RedoResource.Verdict.LOST)
                .map(resource -> look(work.groupId(), work.epoch(), work.callPaths(), resource.name()))
                .toList();
        send(new Replay.Ended(work.groupId(), work.epoch(), work.attempt(), work.unit(), ends));
    }

    private ResourceEnd look(GroupId groupId, Epoch epoch, List<CallPath> callPaths, String name) {
        try {
            Optional<Proof> proof = proofs.lookAgain(groupId, epoch, callPaths, name);
            return switch (proof.orElse(Proof.UNKNOWN)) {
                case COMMITTED -> new ResourceEnd(name, ResourceEnd.Result.COMMITTED, "its mark is there");
                case LOST -> new ResourceEnd(name, ResourceEnd.Result.LOST, "nobody has its tombstones open");
                case IN_FLIGHT -> unproven(name, "IN_FLIGHT: a session has its tombstones open");
                case UNKNOWN -> unproven(name, "UNKNOWN: nothing there proves it, or there is no such resource");
            };
        } catch (ResourceLostException e) {
            return unproven(name, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return unproven(name, "could not be looked for: " + e);
        }
    }

    private static ResourceEnd unproven(String name, String why) {
        return new ResourceEnd(name, ResourceEnd.Result.UNPROVEN, why);
    }

    // ---- time, and what the attempts need

    void tick(long now) {
        units.values().forEach(unit -> unit.tick(now));
        unquiet.forEach((root, until) -> {
            if (now - until >= 0) {
                execute(() -> root.quiet().complete(false));
            }
        });
        units.entrySet().removeIf(known -> {
            boolean over = known.getValue().isForgettable(now);
            if (over) {
                begun.remove(known.getKey());
            }
            return over;
        });
    }

    private boolean execute(Runnable work) {
        try {
            repeating.executor().execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            log.debug("This process is stopping, so it makes no calls again", e);
            return false;
        }
    }

    void work(Runnable work) {
        around.work().execute(work);
    }

    void listeners(Runnable work) {
        around.listeners().execute(work);
    }

    void send(Replay.FromProcess word) {
        around.link().send("", word);
    }

    long now() {
        return around.time().now();
    }

    Surroundings.Time time() {
        return around.time();
    }

    ClientRules rules() {
        return rules;
    }
}
