package io.txgroup.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections that one thread at a time has for itself, so that what it sends is one unbroken sequence: a script that writes,
 * WAIT, what the server says of its replicas, and the connection's name. WAIT counts only what its own connection has
 * written, and the driver connects again by itself and repeats what was unanswered; a name that is another afterwards
 * tells that, and nothing is believed then. Not thread-safe.
 */
final class RedisSession implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 50;

    private final RedisNodes nodes;
    private final SeenReplicas replicas;
    private final HeldRedisSettings settings;
    private final Map<StatefulRedisConnection<byte[], byte[]>, byte[]> names = new HashMap<>();

    RedisSession(RedisNodes nodes, SeenReplicas replicas, HeldRedisSettings settings) {
        this.nodes = nodes;
        this.replicas = replicas;
        this.settings = settings;
    }

    /**
     * Runs a script at the master of that slot; the gate, too, if that is wanted.
     *
     * @param args after the first, which is said here
     * @throws IOException if it was not answered: it may have run or not, or run later
     */
    RedisAnswer run(RedisScript script, int slot, byte[][] keys, List<byte[]> args, boolean gated) throws IOException {
        RedisNodes.Node node = nodes.of(slot);
        byte[][] argv = new byte[args.size() + 1][];
        argv[0] = told(node);
        for (int i = 0; i < args.size(); i++) {
            argv[i + 1] = args.get(i);
        }
        try {
            named(node, keys[0]);
            int waitsFor = replicas.required(node.name());
            RedisAnswer answer = exchanged(node, script, keys, argv, gated);
            if (answer.isSafe() || replicas.required(node.name()) == waitsFor) {
                return answer;
            }
            // a replica that nobody knew of: done once more, noted beside it, and waited for
            argv[0] = told(node);
            return exchanged(node, script, keys, argv, gated);
        } catch (RedisCommandExecutionException e) {
            String said = String.valueOf(e.getMessage());
            if (said.startsWith("MOVED") || said.startsWith("ASK") || said.startsWith("CLUSTERDOWN")) {
                nodes.moved();
            }
            throw new IOException("Redis says: " + said + (isRefusal(said) ? "; grant it (ACL SETUSER)" : ""), e);
        }
    }

    /** Whether that is what Redis says to a user that may not do it, in a script or not. */
    private static boolean isRefusal(String said) {
        return said.startsWith("NOPERM")
                || said.contains("user executing the script can't")
                || said.contains("ACL failure");
    }

    private byte[] told(RedisNodes.Node node) {
        return replicas.told(node.name()).getBytes(StandardCharsets.US_ASCII);
    }

    private RedisAnswer exchanged(RedisNodes.Node node, RedisScript script, byte[][] keys, byte[][] argv, boolean gated)
            throws IOException {
        try {
            return exchange(node, script, keys, argv, gated, false);
        } catch (RedisNoScriptException e) {
            return exchange(node, script, keys, argv, gated, true);
        }
    }

    /** Finds out whether the user may do what stored queues need, with a key in that slot. */
    void requireRights(int slot, byte[] key) throws IOException {
        named(nodes.of(slot), key);
    }

    /** The first time, this connection is given a name that no other has and the driver does not give again. */
    private void named(RedisNodes.Node node, byte[] key) throws IOException {
        if (!names.containsKey(node.connection())) {
            byte[] name = ("txgroup-" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
            Rights.require(node.connection(), name, key, settings);
            if (settings.gate() == RedisGate.FSYNC) {
                requireFsync(node.connection());
            }
            names.put(node.connection(), name);
        }
    }

    private void requireFsync(StatefulRedisConnection<byte[], byte[]> connection) throws IOException {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        Duration timeout = settings.storing().timeout();
        Map<String, String> appendOnly = await(connection, commands.configGet("appendonly"), timeout);
        Map<String, String> fsync = await(connection, commands.configGet("appendfsync"), timeout);
        if (!appendOnly.containsValue("yes") || !fsync.containsValue("always")) {
            throw new IOException(
                    "tx.redis.gate=fsync wants a Redis with appendonly yes and appendfsync always, this one has "
                            + appendOnly + " and " + fsync + "; change that, or set tx.redis.gate=replicas");
        }
    }

    private RedisAnswer exchange(
            RedisNodes.Node node, RedisScript script, byte[][] keys, byte[][] argv, boolean gated, boolean whole)
            throws IOException {
        StatefulRedisConnection<byte[], byte[]> connection = node.connection();
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        int waitsFor = gated ? replicas.required(node.name()) : 0;
        Duration gateTimeout = settings.storing().gateTimeout();
        RedisFuture<List<Object>> answer;
        CompletableFuture<Long> count = CompletableFuture.completedFuture(0L);
        @Nullable RedisFuture<String> info = null;
        @Nullable RedisFuture<byte[]> name = null;
        connection.setAutoFlushCommands(false);
        try {
            answer = whole
                    ? commands.eval(script.text(), ScriptOutputType.MULTI, keys, argv)
                    : commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, argv);
            if (waitsFor > 0) {
                count = commands.waitForReplication(waitsFor, gateTimeout.toMillis())
                        .toCompletableFuture();
            }
            if (gated && settings.gate() != RedisGate.FSYNC) {
                info = commands.info("replication");
                name = commands.clientGetname();
            }
            connection.flushCommands();
        } finally {
            connection.setAutoFlushCommands(true);
        }
        Duration patience = settings.storing().timeout().plus(waitsFor > 0 ? gateTimeout : Duration.ZERO);
        List<Object> words = await(connection, answer, patience);
        if (info == null || name == null) {
            return RedisAnswer.of(words, true, "");
        }
        long had = await(connection, count, patience);
        int online = onlineReplicas(await(connection, info, patience));
        requireSame(connection, await(connection, name, patience));
        int remembered = remembered(words);
        replicas.saw(node.name(), Math.max(online, remembered));
        int required = replicas.required(node.name());
        return RedisAnswer.of(
                words,
                waitsFor >= required && had >= required,
                had + " of " + required + " replicas have it after " + gateTimeout.toMillis() + " ms, " + online
                        + " are online");
    }

    private static int remembered(List<Object> words) {
        return words.size() > 1 && words.get(1) instanceof byte[] number
                ? Integer.parseInt(new String(number, StandardCharsets.US_ASCII))
                : 0;
    }

    private void requireSame(StatefulRedisConnection<byte[], byte[]> connection, byte @Nullable [] name)
            throws IOException {
        byte[] given = names.get(connection);
        if (name == null || !Arrays.equals(given, name)) {
            throw new IOException("The connection to Redis broke while it was used, so its WAIT proves nothing");
        }
    }

    /** How many replicas the server has that could take over and are not still copying everything. */
    static int onlineReplicas(String replication) {
        return (int) replication
                .lines()
                .filter(line -> line.startsWith("slave") && line.contains("state=online"))
                .count();
    }

    /** What the server says of itself. */
    String info(int slot, String section) throws IOException {
        return ask(slot, commands -> commands.info(section));
    }

    /** The members of a sorted set whose scores are all alike, from one on, in their order. */
    List<byte[]> members(int slot, byte[] key, Range<byte[]> range, int most) throws IOException {
        return ask(slot, commands -> commands.zrangebylex(key, range, Limit.create(0, most)));
    }

    void delete(int slot, byte[] key) throws IOException {
        ask(slot, commands -> commands.del(key));
    }

    void remove(int slot, byte[] key, byte[][] members) throws IOException {
        ask(slot, commands -> commands.zrem(key, members));
    }

    private <T> T ask(int slot, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> question)
            throws IOException {
        StatefulRedisConnection<byte[], byte[]> connection = nodes.of(slot).connection();
        try {
            return await(
                    connection,
                    question.apply(connection.async()),
                    settings.storing().timeout());
        } catch (RedisCommandExecutionException e) {
            nodes.moved();
            throw new IOException("Redis says: " + e.getMessage(), e);
        }
    }

    boolean isOpen() {
        return names.keySet().stream().allMatch(StatefulRedisConnection::isOpen);
    }

    /** A connection that breaks is not waited for: the driver's next one proves nothing. */
    static <T> T await(StatefulRedisConnection<byte[], byte[]> connection, Future<T> answer, Duration patience)
            throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return answer.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RedisCommandExecutionException refused) {
                    throw refused;
                }
                throw new IOException("Redis did not answer: " + e.getCause(), e);
            } catch (TimeoutException e) {
                if (!connection.isOpen()) {
                    throw new IOException("The connection to Redis broke before it answered", e);
                }
                if (System.nanoTime() - until > 0) {
                    throw new IOException("Redis did not answer within " + patience.toMillis() + " ms", e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while waiting for Redis", e);
            }
        }
    }

    @Override
    public void close() {
        nodes.close();
    }
}
