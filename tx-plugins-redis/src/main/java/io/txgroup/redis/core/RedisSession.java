package io.txgroup.redis.core;

import io.txgroup.redis.core.RedisNodes.Exchange;
import io.txgroup.redis.core.RedisNodes.Node;
import io.txgroup.redis.core.RedisNodes.ScriptCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that one thread at a time has for itself, so that what it sends is one unbroken sequence: a script that writes,
 * WAIT, what the server says of its replicas, and the connection's name. WAIT counts only what its own connection has
 * written, and the driver connects again by itself and repeats what was unanswered; a name that is another afterwards
 * tells that, and nothing is believed then. Not thread-safe.
 */
final class RedisSession implements AutoCloseable {
    private final RedisNodes nodes;
    private final SeenReplicas replicas;
    private final QueueSettings settings;
    private final Supplier<String> newNames;
    private final Map<Node, String> names = new HashMap<>();

    RedisSession(RedisNodes nodes, SeenReplicas replicas, QueueSettings settings, Supplier<String> newNames) {
        this.nodes = nodes;
        this.replicas = replicas;
        this.settings = settings;
        this.newNames = newNames;
    }

    /**
     * Runs a script at the master of that slot; the gate, too, if that is wanted.
     *
     * @param args after the first, which is said here
     * @throws IOException if it was not answered: it may have run or not, or run later
     */
    RedisAnswer run(RedisScript script, int slot, byte[][] keys, List<byte[]> args, boolean gated) throws IOException {
        Node node = nodes.of(slot);
        String name = named(node);
        ScriptCall call = call(node, script, keys, args);
        if (!gated || settings.gate() == RedisGate.FSYNC) {
            return RedisAnswer.of(node.run(call), true, "");
        }
        int waitsFor = replicas.required(node.name());
        RedisAnswer answer = exchange(node, name, call);
        if (answer.isSafe() || replicas.required(node.name()) == waitsFor) {
            return answer;
        }
        // a replica that nobody knew of: done once more, noted beside it, and waited for
        return exchange(node, name, call(node, script, keys, args));
    }

    private ScriptCall call(Node node, RedisScript script, byte[][] keys, List<byte[]> args) {
        List<byte[]> argv = new ArrayList<>();
        argv.add(Keys.utf8(replicas.told(node.name())));
        argv.addAll(args);
        return new ScriptCall(script, List.of(keys), argv);
    }

    /**
     * The first time, this connection is given a name that no other has and the driver does not give again, and it is seen how many
     * replicas there are: should this master be cut off from them one day and replaced, they are missed.
     */
    private String named(Node node) throws IOException {
        @Nullable String known = names.get(node);
        if (known != null) {
            return known;
        }
        String name = "txgroup-" + newNames.get();
        node.rename(name);
        if (settings.gate() == RedisGate.FSYNC) {
            requireFsync(node);
        } else {
            replicas.saw(node.name(), onlineReplicas(node.info("replication")));
        }
        names.put(node, name);
        return name;
    }

    private static void requireFsync(Node node) throws IOException {
        Map<String, String> appendOnly = node.configured("appendonly");
        Map<String, String> fsync = node.configured("appendfsync");
        if (!appendOnly.containsValue("yes") || !fsync.containsValue("always")) {
            throw new IOException(
                    "tx.redis.gate=fsync wants a Redis with appendonly yes and appendfsync always, this one has "
                            + appendOnly + " and " + fsync + "; change that, or set tx.redis.gate=replicas");
        }
    }

    private RedisAnswer exchange(Node node, String name, ScriptCall call) throws IOException {
        int waitsFor = replicas.required(node.name());
        Duration gateTimeout = settings.gateTimeout();
        Exchange found = node.exchange(call, waitsFor, gateTimeout);
        if (!name.equals(found.name())) {
            throw new IOException("The connection to Redis broke while it was used, so its WAIT proves nothing");
        }
        int online = onlineReplicas(found.replication());
        replicas.saw(node.name(), Math.max(online, remembered(found.words())));
        int required = replicas.required(node.name());
        return RedisAnswer.of(
                found.words(),
                waitsFor >= required && found.replicas() >= required,
                found.replicas() + " of " + required + " replicas have it after " + gateTimeout.toMillis() + " ms, "
                        + online + " are online");
    }

    private static int remembered(List<?> words) {
        return words.size() > 1 && words.get(1) instanceof byte[] number
                ? Integer.parseInt(new String(number, StandardCharsets.US_ASCII))
                : 0;
    }

    /** How many replicas the server has that could take over and are not still copying everything. */
    static int onlineReplicas(String replication) {
        return (int) replication
                .lines()
                .filter(line -> line.startsWith("slave") && line.contains("state=online"))
                .count();
    }

    private Node known(int slot) throws IOException {
        Node node = nodes.of(slot);
        named(node);
        return node;
    }

    /** What the server says of itself. */
    String info(int slot, String section) throws IOException {
        return known(slot).info(section);
    }

    /** The members of a sorted set whose scores are all alike, from one on and before another, in their order. */
    List<byte[]> members(int slot, byte[] key, byte[] from, byte @Nullable [] to, int most) throws IOException {
        return known(slot).members(key, from, to, most);
    }

    void delete(int slot, byte[] key) throws IOException {
        known(slot).delete(key);
    }

    void remove(int slot, byte[] key, byte[] member) throws IOException {
        known(slot).remove(key, member);
    }

    boolean isOpen() {
        return names.keySet().stream().allMatch(Node::isOpen);
    }

    @Override
    public void close() {
        nodes.close();
    }
}
