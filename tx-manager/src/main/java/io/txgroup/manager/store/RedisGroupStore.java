package io.txgroup.manager.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.ZAddArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Groups in Redis 6.2 or later. Thread-safe; nothing blocks. Every stage completes: at the worst within two command
 * timeouts (connecting, answering), the gate's within ten (a pair before it, each on a new connection).
 *
 * <h2>Storage Details</h2>
 *
 * A shard's keys have its number as hash tag, so that each script stays in one slot. For shard 17 and the prefix
 * {@code txm}:
 *
 * <pre>
 * txm:{17}:group:&lt;groupId&gt;  hash   v: the version, "counter:writeId"; d: the record, see store.proto
 * txm:{17}:due               zset   groupId -> when it next needs attention, in the server's milliseconds
 * txm:{17}:compensations     zset   "since:groupId", all with the score 0: whose work was lost, by the time of the loss
 * txm:{17}:epoch             hash   token; run_id and replid of the server that it was made on; carried: earlier tokens
 * txm:{17}:gate              number of pairs that the gate has made
 * txm:{17}:replicas          number of replicas that the gate waits for, the highest ever seen or what was fixed
 * txm:process:&lt;process&gt;      the process is connected to some manager, see RedisPresence
 * txm:shards                 number of shards of this installation
 * </pre>
 *
 * The commands, each one round trip:
 *
 * <pre>
 * create          EVALSHA  [epoch]; HMGET group v d; HSET group v d; ZADD due
 * load            EVALSHA  [epoch]; HMGET group v d
 * compareAndSet   EVALSHA  HGET group v; [epoch, if it matters]; HSET group v d; ZADD due
 *                          or, when the group has ended, ZREM due; PEXPIREAT group
 *                          if work of it is or was lost, ZADD compensations
 * gate            EVAL     HGET group v, for each group asked for; with replicas INCR gate
 *                 WAIT     replicas, timeout; in the same pipeline on the gate's own connection, see GateSession
 *                 INFO     replication
 * takeDue         EVALSHA  ZRANGEBYSCORE due -inf TIME LIMIT; ZADD due TIME + lease
 * putOff          ZADD XX due
 * clock           EVALSHA  [epoch]
 * absent          EVALSHA  [epoch]; EXISTS group, for each group asked for
 * list            EVALSHA  ZSCAN due; HMGET group v d, for each group found
 * compensations   EVALSHA  ZREVRANGEBYLEX compensations; EXISTS group, and ZREM compensations if it is gone
 * isPresent       EXISTS process
 * </pre>
 *
 * [epoch] is {@code INFO server}, {@code INFO replication}, {@code HMGET epoch}, and {@code HSET epoch} if it must be made:
 * the two INFOs make a create cost 16 microseconds of the server's time or more, instead of 9 (redis-benchmark: 110,000
 * against 60,000 a second on 6.2, 100,000 against 50,000 on 7.0; INFO server is the greater part). Only an ended group expires, at the earliest a minute after
 * its not-after; if work of it was lost, when its retention is over and the callback knows the end.
 */
public final class RedisGroupStore implements GroupStore, AutoCloseable {
    private final RedisConnections connections;
    private final StoreSettings settings;
    private final Supplier<String> tokens;
    private final LongSupplier nanoTime;
    private final StoreKeys keys;
    private final AtomicLongArray serverAheadMillis;
    private final Map<String, ServerGate> gates = new ConcurrentHashMap<>();

    /**
     * A store; connects when it is first used.
     *
     * @param connections closed by whoever made them
     * @param tokens random names for epochs, unguessable, without blanks
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public RedisGroupStore(
            RedisConnections connections, StoreSettings settings, Supplier<String> tokens, LongSupplier nanoTime) {
        this.connections = connections;
        this.settings = settings;
        this.tokens = tokens;
        this.nanoTime = nanoTime;
        this.keys = new StoreKeys(settings.keyPrefix());
        this.serverAheadMillis = new AtomicLongArray(settings.shards());
    }

    /**
     * Looks at the Redis that is there, and says in the log what was found. Fails with {@link RedisRefusedException} if
     * it must not keep groups, and with whatever the driver says if it can't be reached.
     */
    public CompletionStage<RedisReport> check() {
        return RedisInspection.inspect(connections, settings);
    }

    @Override
    public int shards() {
        return settings.shards();
    }

    @Override
    public CompletionStage<Creation> create(Group group, Version version) {
        GroupId id = group.id();
        byte[][] values = {
            bytes(tokens.get()),
            bytes(group.recordEpoch().token()),
            bytes(group.notAfter()),
            bytes(version.toString()),
            GroupCodec.encode(group),
            bytes(id.toString()),
            due(group),
            expiry(group),
            key(group)
        };
        return run(id.shard(), StoreScripts.CREATE, writtenKeys(id), values).thenApply(reply -> {
            Creation.Result result = Creation.Result.valueOf(reply.text(1));
            return new Creation(
                    result, result == Creation.Result.EXISTS ? reply.stored(3) : null, clock(id.shard(), reply, 2));
        });
    }

    @Override
    public CompletionStage<Loaded> load(GroupId id) {
        return run(id.shard(), StoreScripts.LOAD, recordKeys(id), bytes(tokens.get()))
                .thenApply(reply -> new Loaded(reply.size() > 2 ? reply.stored(2) : null, clock(id.shard(), reply, 1)));
    }

    @Override
    public CompletionStage<Written> compareAndSet(Version expected, Version next, Group group, Condition condition) {
        GroupId id = group.id();
        byte[][] values = {
            bytes(tokens.get()),
            bytes(expected.toString()),
            condition.notAfter() == Long.MAX_VALUE ? bytes("") : bytes(condition.notAfter()),
            bytes(condition.epoch() == null ? "" : condition.epoch().token()),
            bytes(next.toString()),
            GroupCodec.encode(group),
            bytes(id.toString()),
            due(group),
            expiry(group),
            key(group)
        };
        return run(id.shard(), StoreScripts.COMPARE_AND_SET, writtenKeys(id), values)
                .thenApply(reply -> new Written(Written.Result.valueOf(reply.text(1)), reply.time()));
    }

    @Override
    public CompletionStage<Gate> gate(GroupId id, Version version) {
        return connections.commands(id.shard()).thenCompose(connected -> gateOf(connections.server(id.shard()))
                .pass(id, version));
    }

    private ServerGate gateOf(String server) {
        ServerGate known = gates.get(server);
        if (known != null) {
            return known;
        }
        gates.keySet().stream().filter(other -> shardsOn(other).isEmpty()).forEach(other -> {
            ServerGate gone = gates.remove(other);
            if (gone != null) {
                gone.close();
            }
        });
        return gates.computeIfAbsent(
                server, name -> new ServerGate(() -> GateSession.open(connections, shardsOn(name), settings)));
    }

    private List<Integer> shardsOn(String server) {
        return IntStream.range(0, settings.shards())
                .filter(shard -> connections.server(shard).equals(server))
                .boxed()
                .toList();
    }

    @Override
    public CompletionStage<Due> takeDue(int shard, int limit, Duration lease) {
        byte[][] values = {bytes(limit), bytes(lease.toMillis()), bytes(keys.groups(shard))};
        return run(shard, StoreScripts.TAKE_DUE, new String[] {keys.due(shard)}, values)
                .thenApply(reply -> new Due(reply.groupIds(1), reply.time()));
    }

    @Override
    public CompletionStage<Void> putOff(GroupId id, long until) {
        return send(
                        id.shard(),
                        commands -> commands.zadd(
                                keys.due(id.shard()), ZAddArgs.Builder.xx(), (double) until, bytes(id.toString())))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<ShardClock> clock(int shard) {
        String[] names = {keys.epoch(shard), keys.replicas(shard)};
        return run(shard, StoreScripts.CLOCK, names, bytes(tokens.get())).thenApply(reply -> clock(shard, reply, 1));
    }

    @Override
    public CompletionStage<Absent> absent(int shard, List<GroupId> groups) {
        String[] names = Stream.concat(
                        Stream.of(keys.epoch(shard), keys.replicas(shard)),
                        groups.stream().map(keys::group))
                .toArray(String[]::new);
        return run(shard, StoreScripts.ABSENT, names, bytes(tokens.get())).thenApply(reply -> {
            List<GroupId> absent = IntStream.range(0, groups.size())
                    .filter(index -> reply.number(2 + index) == 0)
                    .mapToObj(groups::get)
                    .toList();
            return new Absent(absent, clock(shard, reply, 1));
        });
    }

    @Override
    public CompletionStage<Listed> list(int shard, String cursor, int about) {
        byte[][] values = {bytes(cursor.isEmpty() ? "0" : cursor), bytes(about), bytes(keys.groups(shard))};
        return run(shard, StoreScripts.LIST, new String[] {keys.due(shard)}, values)
                .thenApply(reply -> {
                    String next = reply.text(1);
                    return new Listed(reply.records(2), next.equals("0") ? "" : next, reply.time());
                });
    }

    @Override
    public CompletionStage<List<CompensationKey>> compensations(int shard, String before, int limit) {
        byte[][] values = {bytes(before.isEmpty() ? "+" : "(" + before), bytes(limit), bytes(keys.groups(shard))};
        return run(shard, StoreScripts.COMPENSATIONS, new String[] {keys.compensations(shard)}, values)
                .thenApply(reply -> IntStream.range(1, reply.size())
                        .mapToObj(index -> CompensationKey.parse(reply.text(index)))
                        .toList());
    }

    @Override
    public CompletionStage<Boolean> isPresent(ProcessId process) {
        return send(0, commands -> commands.exists(keys.process(process))).thenApply(count -> count > 0);
    }

    /** Closes the gate's connections; what waits there fails. */
    @Override
    public void close() {
        gates.values().forEach(ServerGate::close);
    }

    private String[] recordKeys(GroupId id) {
        int shard = id.shard();
        return new String[] {keys.group(id), keys.due(shard), keys.epoch(shard), keys.replicas(shard)};
    }

    private String[] writtenKeys(GroupId id) {
        int shard = id.shard();
        return new String[] {
            keys.group(id), keys.due(shard), keys.epoch(shard), keys.replicas(shard), keys.compensations(shard)
        };
    }

    private CompletionStage<Reply> run(int shard, Script script, String[] names, byte[]... values) {
        return send(shard, commands -> script.run(commands, names, values)).thenApply(reply -> {
            serverAheadMillis.set(shard, reply.time() - machineMillis());
            return reply;
        });
    }

    private <T> CompletionStage<T> send(
            int shard, Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        return connections.commands(shard).thenCompose(commands -> {
            String server = connections.server(shard);
            return command.apply(commands).whenComplete((answer, failure) -> {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                if (cause instanceof RedisCommandTimeoutException) {
                    connections.suspect(server);
                }
            });
        });
    }

    private long machineMillis() {
        return nanoTime.getAsLong() / 1_000_000;
    }

    /** The server's time by its last answer and this machine's clock: good enough to choose when to look again. */
    private long now(int shard) {
        return machineMillis() + serverAheadMillis.get(shard);
    }

    private byte[] due(Group group) {
        return group.due(now(group.id().shard())).map(RedisGroupStore::bytes).orElseGet(() -> bytes(""));
    }

    private byte[] expiry(Group group) {
        return group.expiry(now(group.id().shard())).map(RedisGroupStore::bytes).orElseGet(() -> bytes(""));
    }

    private static byte[] key(Group group) {
        CompensationKey key = CompensationKey.of(group);
        return bytes(key == null ? "" : key.text());
    }

    private static ShardClock clock(int shard, Reply reply, int index) {
        return new ShardClock(shard, new Epoch(reply.text(index)), reply.time());
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
