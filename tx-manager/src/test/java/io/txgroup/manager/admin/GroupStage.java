package io.txgroup.manager.admin;

import io.txgroup.manager.cluster.Presence;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Invocation;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/**
 * Says to a real manager what the units of an order, its storage and an account would say, at moments that a test
 * chooses. The order begins, storage and account are called.
 */
public final class GroupStage {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String RESOURCE = "dataSource#1";
    private static final Map<String, CallPath> PATHS = Map.of(
            "order", CallPath.ROOT,
            "storage", CallPath.ROOT.attempt(1),
            "account", CallPath.ROOT.attempt(2));

    private final Coordinator coordinator;
    private final GroupStore store;
    private final GroupId id;
    private final ShardClock clock;

    private GroupStage(RunningManager manager, Duration deadline) {
        this.coordinator = manager.bean(Coordinator.class);
        this.store = manager.bean(GroupStore.class);
        this.id = GroupId.next(System.currentTimeMillis(), RANDOM, store.shards());
        this.clock = AdminRedis.await(store.clock(id.shard()));
        AdminRedis.await(manager.bean(Presence.class).note(processes()).thenApply(done -> true));
        say(new Message.Create(
                id, unit("order"), clock.epoch(), clock.time() + 10_000, deadline.toMillis(), "OrderService.place"));
        awaitState(GroupState.ACTIVE);
    }

    /** A group that has begun. */
    public static GroupStage begin(RunningManager manager, Duration deadline) {
        return new GroupStage(manager, deadline);
    }

    public String id() {
        return id.toString();
    }

    static List<ProcessId> processes() {
        return PATHS.keySet().stream().map(GroupStage::process).toList();
    }

    static ProcessId process(String service) {
        return new ProcessId(service, service + "-1", "p-" + service);
    }

    private static UnitId unit(String service) {
        return new UnitId(process(service), "t-" + service);
    }

    private void say(Message.ToManager message) {
        coordinator.receive(from(message), message);
    }

    private static ProcessId from(Message.ToManager message) {
        if (message instanceof Message.OfUnit ofUnit) {
            return ofUnit.unit().process();
        }
        return message instanceof RedoEnded ended
                ? new ProcessId(ended.unit().service(), ended.unit().service() + "-2", "p2")
                : ((Message.Evidence) message).unit().process();
    }

    /** A called service has done its work, and has kept nothing of what it ran. */
    public GroupStage join(String service) {
        return join(service, List.of());
    }

    /** A called service has done its work by running a method with these arguments, of which some are sensitive. */
    GroupStage joinWith(String service, String methodId, String arguments, String... sensitive) {
        return join(
                service,
                List.of(new Invocation(
                        PATHS.get(service), methodId, arguments, List.of(sensitive), Map.of("tenant", "blue"), "")));
    }

    private GroupStage join(String service, List<Invocation> invocations) {
        say(new Message.Join(
                id,
                unit(service),
                clock.epoch(),
                List.of(PATHS.get(service)),
                false,
                List.of(RESOURCE),
                Compensation.UNIT,
                invocations));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> stored().group().member(unit(service)).isPresent());
        return this;
    }

    /** The starter is through, and wants COMMIT. */
    public GroupStage close() {
        say(new Message.Close(
                id,
                unit("order"),
                clock.epoch(),
                Outcome.COMMIT,
                List.of(CallPath.ROOT),
                List.of(expected("storage"), expected("account")),
                false,
                List.of(RESOURCE),
                "",
                Compensation.UNIT,
                List.of()));
        return awaitState(GroupState.COMMITTING);
    }

    private static UnitCalls expected(String service) {
        return new UnitCalls(unit(service), List.of(PATHS.get(service)));
    }

    /** A unit has said no. */
    public GroupStage veto(String service, String reason) {
        say(new Message.Veto(id, unit(service), clock.epoch(), true, reason));
        return awaitState(GroupState.ROLLING_BACK);
    }

    /** A unit has ended its resource as decided. */
    public GroupStage acknowledge(String service) {
        boolean commit = stored().group().outcome().orElseThrow() == Outcome.COMMIT;
        say(new Message.Acknowledge(
                id,
                unit(service),
                clock.epoch(),
                commit ? Outcome.COMMIT : Outcome.ROLLBACK,
                List.of(new ResourceEnd(RESOURCE, commit ? Result.COMMITTED : Result.ROLLED_BACK, ""))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        stored().group().member(unit(service)).orElseThrow().acknowledged() != null);
        return this;
    }

    /** Another process of the service proves that its commit never happened. */
    public GroupStage lose(String service) {
        say(new Message.Evidence(
                id,
                unit(service),
                clock.epoch(),
                List.of(new ResourceEnd(
                        RESOURCE, Result.LOST, "its mark is not there, and was forbidden to come from now on"))));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !stored().group()
                .member(unit(service))
                .orElseThrow()
                .ends()
                .isEmpty());
        return this;
    }

    /** Another process of the service has done its lost work again, or could not. */
    GroupStage redo(String service, RedoEnded.Result result, String detail) {
        Member member = stored().group().member(unit(service)).orElseThrow();
        int attempt = Objects.requireNonNull(stored().group().compensation())
                .unit(member.unit())
                .orElseThrow()
                .attempt();
        boolean repaired = result == RedoEnded.Result.REPAIRED;
        say(new RedoEnded(
                id,
                unit(service),
                clock.epoch(),
                attempt,
                result,
                detail,
                List.of(new ResourceEnd(RESOURCE, repaired ? Result.COMMITTED : Result.LOST, ""))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Objects.requireNonNull(stored().group().compensation()).attempts().stream()
                        .anyMatch(tried -> tried.number() == attempt));
        return this;
    }

    /** The service's database forbids for good what was lost. */
    GroupStage forbid(String service) {
        say(new Message.Evidence(
                id, unit(service), clock.epoch(), List.of(new ResourceEnd(RESOURCE, Result.DISCARDED, ""))));
        return awaitState(GroupState.RESOLVED);
    }

    GroupStage awaitState(GroupState state) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            Stored stored = AdminRedis.await(store.load(id)).stored();
            return stored != null && stored.group().state() == state;
        });
        return this;
    }

    private Stored stored() {
        return AdminRedis.await(store.load(id)).stored();
    }
}
