package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A manager with a committed group of three services, in which order called storage and storage called audit, and order
 * called account; of some of them the work is lost, and the starter asks for a replay.
 */
final class ReplayStage {
    static final GroupId ID = GroupId.next(1, new Random(1), 1);
    static final CallPath TAKEN = new CallPath("0.1");
    static final CallPath NOTED = new CallPath("0.1.1");
    static final CallPath PAID = new CallPath("0.2");
    static final UnitId ORDER = unit("order", "a");
    static final UnitId STORAGE = unit("storage", "a");
    static final UnitId AUDIT = unit("audit", "a");
    static final UnitId ACCOUNT = unit("account", "a");
    static final UnitId RUNNER = unit("order", "again");

    final List<Message.ToClient> asked = new ArrayList<>();
    final List<Message.ToClient> said = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final Coordinator manager;
    Compensation ofStarter = Compensation.STARTER;
    Compensation ofAudit = Compensation.UNIT;
    private final Map<CallPath, Invocation> invocations = new HashMap<>();
    private final InMemoryRedis redis;
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final GroupStore store;
    private boolean replicates = true;
    private Epoch epoch = new Epoch("unknown");

    ReplayStage() {
        ran(CallPath.ROOT, "place", "[1]");
        ran(TAKEN, "take", "[7]");
        ran(NOTED, "note", "[7]");
        ran(PAID, "pay", "[9]");
        redis = new InMemoryRedis(1, 1, millis::get, new Random(2));
        store = new InMemoryGroupStore(redis, command -> {
            command.carryOut();
            if (replicates) {
                redis.replicateAll();
            }
            command.answer();
        });
        Random writeIds = new Random(3);
        manager = new Coordinator(
                new Coordinator.Identity("m", () -> Long.toHexString(writeIds.nextLong())),
                new Coordinator.Ports(store, new Everybody(), Callback.none()),
                new GroupRules("m", new CompensatingRules(service -> CompensationPolicy.DEFAULT)),
                new Listening(),
                () -> millis.get() * 1_000_000);
    }

    static UnitId unit(String service, String process) {
        return new UnitId(new ProcessId(service, service + "-" + process, process), "t");
    }

    /** What a call of the original ran. */
    void ran(CallPath path, String method, String arguments) {
        ran(new Invocation(path, method, arguments, List.of(), Map.of(), ""));
    }

    void ran(Invocation invocation) {
        invocations.put(invocation.callPath(), invocation);
    }

    /** The group is committed, and the work of these is lost. */
    ReplayStage lost(UnitId... lost) {
        epoch = store.clock(0).toCompletableFuture().join().epoch();
        say(new Message.Create(ID, ORDER, epoch, millis.get() + 10_000, 30_000, "Order.place"));
        joins(AUDIT, ofAudit, NOTED);
        joins(STORAGE, Compensation.UNIT, TAKEN);
        joins(ACCOUNT, Compensation.UNIT, PAID);
        say(new Message.Close(
                ID,
                ORDER,
                epoch,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(
                        new UnitCalls(AUDIT, List.of(NOTED)),
                        new UnitCalls(STORAGE, List.of(TAKEN)),
                        new UnitCalls(ACCOUNT, List.of(PAID))),
                false,
                List.of("db#1"),
                "",
                ofStarter,
                List.of(ranBy(CallPath.ROOT))));
        for (UnitId unit : List.of(ORDER, AUDIT, STORAGE, ACCOUNT)) {
            Result result = List.of(lost).contains(unit) ? Result.LOST : Result.COMMITTED;
            say(new Message.Acknowledge(ID, unit, epoch, Outcome.COMMIT, ends(result)));
        }
        pass(0);
        return this;
    }

    private void joins(UnitId unit, Compensation compensation, CallPath path) {
        say(new Message.Join(
                ID, unit, epoch, List.of(path), false, List.of("db#1"), compensation, List.of(ranBy(path))));
    }

    private Invocation ranBy(CallPath path) {
        Invocation invocation = invocations.get(path);
        assertThat(invocation).as("what call %s ran", path).isNotNull();
        return invocation;
    }

    static List<ResourceEnd> ends(Result result) {
        return List.of(new ResourceEnd("db#1", result, ""));
    }

    void say(Message.OfUnit message) {
        manager.receive(message.unit().process(), message);
    }

    /** Somebody of that service asks for the part of a call. */
    Replay.Part part(int attempt, UnitId by, String path, @Nullable CallPath caller, String method, String arguments) {
        Invocation invocation = new Invocation(new CallPath(path), method, arguments, List.of(), Map.of(), "");
        said.clear();
        hear(new Replay.AskForPart(
                ID, epoch, attempt, by, new CallPath(path), caller, method, invocation.argumentsHash(), 30_000));
        return said.stream()
                .filter(Replay.Part.class::isInstance)
                .map(Replay.Part.class::cast)
                .findFirst()
                .orElseThrow();
    }

    Replay.Part begins(int attempt) {
        return part(attempt, RUNNER, "0", null, "place", "[1]");
    }

    /** The runner and all whom it calls have run what they ran the first time. */
    void runsAll(int attempt) {
        begins(attempt);
        part(attempt, STORAGE, "0.1", CallPath.ROOT, "take", "[7]");
        part(attempt, AUDIT, "0.1.1", TAKEN, "note", "[7]");
        part(attempt, ACCOUNT, "0.2", CallPath.ROOT, "pay", "[9]");
        said.clear();
    }

    void closes(int attempt, RedoEnded.Result result, UnitCalls... calls) {
        hear(new Replay.Close(ID, epoch, attempt, RUNNER, result, result + " in a test", List.of(calls)));
    }

    void closesWithAll(int attempt) {
        closes(
                attempt,
                RedoEnded.Result.REPAIRED,
                new UnitCalls(RUNNER, List.of(CallPath.ROOT)),
                new UnitCalls(STORAGE, List.of(TAKEN)),
                new UnitCalls(AUDIT, List.of(NOTED)),
                new UnitCalls(ACCOUNT, List.of(PAID)));
    }

    /** Its service tells how the lost work of that unit has ended in that attempt. */
    void ends(int attempt, UnitId unit, Result result) {
        manager.receive(unit.process(), new Replay.Ended(ID, epoch, attempt, unit, ends(result)));
    }

    void asks(int attempt, UnitId unit) {
        said.clear();
        hear(new Replay.Ask(ID, epoch, attempt, unit));
    }

    void hear(Replay.FromProcess word) {
        manager.receive(word.unit().process(), word);
    }

    List<Replay.Told> told(Outcome outcome) {
        return said.stream()
                .filter(Replay.Told.class::isInstance)
                .map(Replay.Told.class::cast)
                .filter(told -> told.outcome() == outcome)
                .toList();
    }

    <T> List<T> asked(Class<T> kind) {
        return asked.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void pass(long span) {
        millis.addAndGet(span);
        manager.sweep(0);
    }

    void replicaLags(boolean lags) {
        replicates = !lags;
    }

    Group group() {
        return redis.groups().stream().map(GroupStore.Stored::group).findFirst().orElseThrow();
    }

    CompensationRecord record() {
        CompensationRecord record = group().compensation();
        assertThat(record).as("the compensation's record").isNotNull();
        return record;
    }

    StarterReplay replay() {
        StarterReplay replay = record().replay();
        assertThat(replay).as("the replay").isNotNull();
        return replay;
    }

    private final class Everybody implements Peers {
        @Override
        public boolean send(ProcessId to, Message.ToClient message) {
            return said.add(message);
        }

        @Override
        public boolean sendToService(String service, Message.ToClient message) {
            return asked.add(message);
        }
    }

    private final class Listening implements GroupListener {
        @Override
        public void changed(Group before, Group after) {}

        @Override
        public void alarm(GroupId id, String what) {
            alarms.add(what);
        }
    }
}
