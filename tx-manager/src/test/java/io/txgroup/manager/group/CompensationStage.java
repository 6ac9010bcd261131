package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Two managers with real mailboxes on one store in memory with a replica, and a group of a starter and a storage service,
 * whose work gets lost. What the managers send and tell is kept; time passes when a test says so.
 */
final class CompensationStage {
    static final GroupId ID = GroupId.next(1, new Random(1), 1);
    static final CallPath FIRST = new CallPath("0.1");
    static final UnitId STARTER = new UnitId(new ProcessId("order", "order-1", "p"), "s");
    static final UnitId STORAGE = new UnitId(new ProcessId("storage", "storage-1", "p"), "a");
    static final ProcessId OTHER_STORAGE = new ProcessId("storage", "storage-2", "q");
    static final Invocation TAKE = new Invocation(FIRST, "com.acme.Storage.take(int)", "[7]", List.of(), Map.of(), "");

    final List<Message.ToClient> asked = new ArrayList<>();
    final List<CompensationEvent> told = new ArrayList<>();
    final List<Consumer<CallbackReply>> replies = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final InMemoryRedis redis;
    final Coordinator manager;
    final Coordinator other;

    /** What the callback answers at once; null if it lets wait. */
    CallbackReply reply = new CallbackReply.Acknowledged();

    CompensationPolicy policy = CompensationPolicy.DEFAULT;
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final Random writeIds = new Random(3);
    private final GroupStore store;
    private boolean replicates = true;
    private Epoch epoch = new Epoch("unknown");

    CompensationStage() {
        redis = new InMemoryRedis(1, 1, millis::get, new Random(2));
        store = new InMemoryGroupStore(redis, command -> {
            command.carryOut();
            if (replicates) {
                redis.replicateAll();
            }
            command.answer();
        });
        manager = coordinator("m");
        other = coordinator("n");
    }

    private Coordinator coordinator(String name) {
        return new Coordinator(
                new Coordinator.Identity(name, () -> Long.toHexString(writeIds.nextLong())),
                new Coordinator.Ports(store, new Everybody(), new Application()),
                new GroupRules(name, new CompensatingRules(service -> policy)),
                new Listening(),
                () -> millis.get() * 1_000_000);
    }

    /** A policy like the usual one, but for these. */
    static CompensationPolicy policy(boolean enabled, int attempts, WhenUnreachable unreachable) {
        return new CompensationPolicy(enabled, attempts, Duration.ofSeconds(5), unreachable, Duration.ofDays(7));
    }

    /** The group is committed, the starter has committed its part; of storage's nobody knows. */
    CompensationStage committed(Compensation compensation, Invocation... invocations) {
        return committed(ID, compensation, invocations);
    }

    CompensationStage committed(GroupId id, Compensation compensation, Invocation... invocations) {
        epoch = store.clock(0).toCompletableFuture().join().epoch();
        say(new Message.Create(id, STARTER, epoch, now() + 10_000, 30_000, "Order.place"));
        say(new Message.Join(
                id, STORAGE, epoch, List.of(FIRST), false, List.of("db#1"), compensation, List.of(invocations)));
        say(new Message.Close(
                id,
                STARTER,
                epoch,
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(new UnitCalls(STORAGE, List.of(FIRST))),
                false,
                List.of("db#1"),
                "",
                Compensation.UNIT,
                List.of()));
        say(new Message.Acknowledge(id, STARTER, epoch, Outcome.COMMIT, ends("db#1", Result.COMMITTED)));
        assertThat(group(id).state()).isEqualTo(GroupState.COMMITTING);
        asked.clear();
        return this;
    }

    /** Storage's work is lost, and could be done again. */
    CompensationStage lost() {
        committed(Compensation.UNIT, TAKE);
        shows(Result.LOST);
        return this;
    }

    /** The same, and the first redo has been asked for. */
    Redo redoing() {
        lost();
        pass(0);
        pass(0);
        return redo();
    }

    void shows(Result result) {
        shows(ID, result);
    }

    /** Another process of storage shows what became of its work. */
    void shows(GroupId id, Result result) {
        manager.receive(OTHER_STORAGE, new Message.Evidence(id, STORAGE, epoch, ends("db#1", result)));
    }

    /** The redo of that attempt ends so. */
    void ends(int attempt, RedoEnded.Result result, Result end) {
        manager.receive(
                OTHER_STORAGE,
                new RedoEnded(ID, STORAGE, epoch, attempt, result, result + " in a test", ends("db#1", end)));
    }

    private static List<ResourceEnd> ends(String resource, Result result) {
        return List.of(new ResourceEnd(resource, result, ""));
    }

    void say(Message.OfUnit message) {
        manager.receive(message.unit().process(), message);
    }

    Epoch epoch() {
        return epoch;
    }

    /** Time passes, then both managers sweep. */
    void pass(long span) {
        millis.addAndGet(span);
        manager.sweep(0);
        other.sweep(0);
    }

    long now() {
        return millis.get();
    }

    Group group() {
        return group(ID);
    }

    Group group(GroupId id) {
        return redis.groups().stream()
                .map(GroupStore.Stored::group)
                .filter(group -> group.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    GroupState state() {
        return group().state();
    }

    CompensationRecord record() {
        CompensationRecord record = group().compensation();
        assertThat(record).as("the compensation's record").isNotNull();
        return record;
    }

    List<Redo> redos() {
        return asked.stream()
                .filter(Redo.class::isInstance)
                .map(Redo.class::cast)
                .toList();
    }

    Redo redo() {
        assertThat(redos()).as("the redos that were asked for").hasSize(1);
        return redos().get(0);
    }

    List<Discard> discards() {
        return asked.stream()
                .filter(Discard.class::isInstance)
                .map(Discard.class::cast)
                .toList();
    }

    Compensations.Seen seen() {
        return manager.compensations().one(ID).toCompletableFuture().join().orElseThrow();
    }

    String version() {
        return seen().version();
    }

    /** What the master writes from now on, the replica does not get. */
    void replicaLags() {
        replicates = false;
    }

    private final class Everybody implements Peers {
        @Override
        public boolean send(ProcessId to, Message.ToClient message) {
            return true;
        }

        @Override
        public boolean sendToService(String service, Message.ToClient message) {
            assertThat(service).isEqualTo("storage");
            return asked.add(message);
        }
    }

    private final class Application implements Callback {
        @Override
        public void created(CompensationEvent event, Consumer<CallbackReply> answer) {
            told.add(event);
            replies.add(answer);
            if (reply != null) {
                answer.accept(reply);
            }
        }

        @Override
        public void ended(CompensationEvent event, Consumer<CallbackReply> answer) {
            created(event, answer);
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
