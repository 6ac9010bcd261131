package io.txgroup.manager.store;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One manager's store on an {@link InMemoryRedis}: does what the scripts of the real one do, when its {@link StoreLink}
 * says so. Not thread-safe.
 */
public final class InMemoryGroupStore implements GroupStore {
    /** How the gate is passed: the right way, or one that is known to be wrong. */
    public enum GateWay {
        /** A script that reads and writes, then WAIT on the same connection. */
        WRITE_THEN_WAIT,
        /** Reads, then waits: WAIT counts what this connection wrote before, which is nothing of this. */
        READ_THEN_WAIT,
        /** Writes, then waits on another connection, which has written nothing. */
        WAIT_ON_FRESH_CONNECTION
    }

    private final InMemoryRedis redis;
    private final StoreLink link;
    private final GateWay gateWay;
    private Node.Connection connection;
    private long gateWrote;

    /** A store of one manager, whose gate is right. */
    public InMemoryGroupStore(InMemoryRedis redis, StoreLink link) {
        this(redis, link, GateWay.WRITE_THEN_WAIT);
    }

    /** A store of one manager, whose gate is passed in the given way. */
    public InMemoryGroupStore(InMemoryRedis redis, StoreLink link, GateWay gateWay) {
        this.redis = redis;
        this.link = link;
        this.gateWay = gateWay;
        this.connection = redis.masterNode().connect();
    }

    /** Drops the connection and connects to the present master: how this manager learns of a failover. */
    public void reconnect() {
        connection = redis.masterNode().connect();
        gateWrote = 0;
    }

    @Override
    public int shards() {
        return redis.shards();
    }

    @Override
    public CompletionStage<Creation> create(Group group, Version version) {
        redis.check(group.id());
        return send("create " + group.id(), node -> {
            ShardClock clock = clock(node, group.id().shard());
            Stored existing = node.data().group(group.id(), clock.time());
            if (existing != null) {
                return new Creation(Creation.Result.EXISTS, existing, clock);
            }
            if (!clock.epoch().equals(group.recordEpoch())) {
                return new Creation(Creation.Result.OTHER_EPOCH, null, clock);
            }
            if (clock.time() > group.notAfter()) {
                return new Creation(Creation.Result.TOO_LATE, null, clock);
            }
            put(node, group, version, clock.time());
            return new Creation(Creation.Result.CREATED, null, clock);
        });
    }

    @Override
    public CompletionStage<Loaded> load(GroupId id) {
        redis.check(id);
        return send("load " + id, node -> {
            ShardClock clock = clock(node, id.shard());
            return new Loaded(node.data().group(id, clock.time()), clock);
        });
    }

    @Override
    public CompletionStage<Written> compareAndSet(Version expected, Version next, Group group, Condition condition) {
        redis.check(group.id());
        return send("compareAndSet " + group.id() + " to " + group.state() + " " + next.counter(), node -> {
            long now = redis.now(node);
            Stored stored = node.data().group(group.id(), now);
            if (stored == null || !stored.version().equals(expected)) {
                return new Written(Written.Result.CONFLICT, now);
            }
            if (now > condition.notAfter()) {
                return new Written(Written.Result.TOO_LATE, now);
            }
            if (condition.epoch() != null && !holds(node, group.id().shard(), condition.epoch())) {
                return new Written(Written.Result.OTHER_EPOCH, now);
            }
            put(node, group, next, now);
            return new Written(Written.Result.WRITTEN, now);
        });
    }

    @Override
    public CompletionStage<Gate> gate(GroupId id, Version version) {
        redis.check(id);
        return sendWaiting("gate " + id, node -> {
            Stored stored = node.data().group(id, redis.now(node));
            if (stored == null || !stored.version().equals(version)) {
                return () -> Gate.CHANGED;
            }
            Node.Wait wait = redis.waitFor(connection, offsetToWaitFor(node));
            return () -> wait.enough() ? Gate.PASSED : wait.broken() ? null : Gate.NOT_SAFE;
        });
    }

    private long offsetToWaitFor(Node node) {
        return switch (gateWay) {
            case WRITE_THEN_WAIT -> {
                node.write(data -> {});
                gateWrote = node.offset();
                yield gateWrote;
            }
            case READ_THEN_WAIT -> gateWrote;
            case WAIT_ON_FRESH_CONNECTION -> {
                node.write(data -> {});
                yield 0;
            }
        };
    }

    @Override
    public CompletionStage<Due> takeDue(int shard, int limit, Duration lease) {
        return send("takeDue " + shard, node -> {
            long now = redis.now(node);
            List<GroupId> ids = node.data().due(shard, now, limit);
            ids.forEach(id -> node.write(data -> data.putOff(id, now + lease.toMillis())));
            return new Due(ids, now);
        });
    }

    @Override
    public CompletionStage<@Nullable Void> putOff(GroupId id, long until) {
        redis.check(id);
        return send("putOff " + id, node -> {
                    node.write(data -> data.putOff(id, until));
                    return true;
                })
                .thenApply(done -> null);
    }

    @Override
    public CompletionStage<ShardClock> clock(int shard) {
        return send("clock " + shard, node -> clock(node, shard));
    }

    @Override
    public CompletionStage<Absent> absent(int shard, List<GroupId> groups) {
        groups.forEach(redis::check);
        return send("absent " + groups.size() + " of shard " + shard, node -> {
            ShardClock clock = clock(node, shard);
            return new Absent(
                    groups.stream()
                            .filter(id -> node.data().group(id, clock.time()) == null)
                            .toList(),
                    clock);
        });
    }

    @Override
    public CompletionStage<Listed> list(int shard, String cursor, int about) {
        return send("list " + shard + " from " + cursor, node -> {
            long now = redis.now(node);
            List<Stored> all = node.data().live(shard, now);
            int from = cursor.isEmpty() ? 0 : Math.min(Integer.parseInt(cursor), all.size());
            int to = Math.min(from + about, all.size());
            return new Listed(all.subList(from, to), to == all.size() ? "" : Integer.toString(to), now);
        });
    }

    @Override
    public CompletionStage<List<CompensationKey>> compensations(int shard, String before, int limit) {
        return send(
                "compensations of " + shard, node -> node.data().compensations(shard, before, limit, redis.now(node)));
    }

    /** A manager notes that these processes are connected to it; the note fades after the given time. */
    public CompletionStage<@Nullable Void> present(List<ProcessId> processes, Duration fadesAfter) {
        return send("present " + processes, node -> {
                    long until = redis.now(node) + fadesAfter.toMillis();
                    processes.forEach(process -> node.write(data -> data.present(process, until)));
                    return true;
                })
                .thenApply(done -> null);
    }

    @Override
    public CompletionStage<Boolean> isPresent(ProcessId process) {
        return send("isPresent " + process, node -> node.data().isPresent(process, redis.now(node)));
    }

    private static void put(Node node, Group group, Version version, long now) {
        Dataset.Kept kept =
                new Dataset.Kept(new Stored(group, version), group.expiry(now).orElse(Long.MAX_VALUE));
        Long due = group.due(now).orElse(null);
        node.write(data -> data.put(kept, due));
    }

    private ShardClock clock(Node node, int shard) {
        return new ShardClock(shard, new Epoch(verified(node, shard).token()), redis.now(node));
    }

    /** The shard's epoch, a new one if there is none or it was made on another server. */
    private Dataset.EpochMark verified(Node node, int shard) {
        Dataset.EpochMark mark = node.data().epoch(shard);
        if (mark != null && mark.runId().equals(node.runId())) {
            return mark;
        }
        List<String> carriedOver = new ArrayList<>();
        if (mark != null && node.wasPromotedFrom(mark.runId())) {
            carriedOver.addAll(mark.carriedOver());
            carriedOver.add(mark.token());
        }
        Dataset.EpochMark made = new Dataset.EpochMark(redis.token(), node.runId(), List.copyOf(carriedOver));
        node.write(data -> data.epoch(shard, made));
        return made;
    }

    private boolean holds(Node node, int shard, Epoch epoch) {
        Dataset.EpochMark mark = verified(node, shard);
        return mark.token().equals(epoch.token()) || mark.carriedOver().contains(epoch.token());
    }

    private <T> CompletionStage<T> send(String name, Function<Node, T> script) {
        return sendWaiting(name, node -> {
            T answer = script.apply(node);
            return () -> answer;
        });
    }

    private <T> CompletionStage<T> sendWaiting(String name, Function<Node, Supplier<@Nullable T>> script) {
        if (!connection.isOpen()) {
            reconnect();
        }
        Node node = connection.node();
        StoreCommand<T> command = new StoreCommand<>(name, connection, () -> script.apply(node));
        link.send(command);
        return command.stage();
    }
}
