package io.txgroup.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import io.txgroup.redis.core.KeyNames;
import io.txgroup.redis.core.Keys;
import io.txgroup.redis.core.RedisGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.springframework.core.io.ClassPathResource;

/**
 * What the user that a service has in Redis must be allowed for queues to be stored and ended. All of it is tried once on each new
 * connection, in one round trip, so that a right that is missing is found by a vote and not by a commit. Not thread-safe.
 */
final class Rights {
    private static final byte[] SCRIPT = script();
    private static final String DIGEST = Base16.digest(SCRIPT);
    private static final byte[][] NOTHING_BESIDES = {};
    private static final byte[][] DIGESTS = {Keys.utf8("DUMP")};

    private final KeyNames keys;
    private final HeldRedisSettings settings;
    private final Set<StatefulRedisConnection<byte[], byte[]>> granted =
            Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * For the connections of one session.
     *
     * @param keys where it is tried
     * @param settings what will be asked
     */
    Rights(KeyNames keys, HeldRedisSettings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    private static byte[] script() {
        try {
            return new ClassPathResource("rights.lua", Rights.class).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("The jar of tx-plugins-redis has no rights.lua", e);
        }
    }

    /** How long Redis may take to answer, replicas not counted. */
    Duration timeout() {
        return settings.storing().timeout();
    }

    /**
     * Finds out, the first time, whether the user of a connection may do what will be asked of it.
     *
     * @param slot in which commands are tried; whichever, where there is no Cluster
     * @throws IOException with what to grant if something is not allowed, or if Redis did not answer
     */
    void require(StatefulRedisConnection<byte[], byte[]> connection, int slot) throws IOException {
        if (granted.contains(connection)) {
            return;
        }
        Set<String> missing = missing(connection, keys.rights(keys.isCluster() ? slot + 1 : 1));
        if (!missing.isEmpty()) {
            throw new IOException(
                    "The user that this service has in Redis may not do all that stored queues need; grant"
                            + " it: ACL SETUSER <user> " + String.join(" ", missing));
        }
        granted.add(connection);
    }

    private Set<String> missing(StatefulRedisConnection<byte[], byte[]> connection, byte[] key) throws IOException {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        byte[][] names = {key};
        byte[][] besides = settings.watch() == WatchedKeys.READ_KEYS ? DIGESTS : NOTHING_BESIDES;
        Map<String, Future<?>> sent = new LinkedHashMap<>();
        sent.put("client|setname", commands.clientSetname(key));
        sent.put("eval", commands.eval(SCRIPT, ScriptOutputType.MULTI, names, besides));
        sent.put("evalsha", commands.evalsha(DIGEST, ScriptOutputType.MULTI, names, besides));
        if (settings.gate() == RedisGate.FSYNC) {
            sent.put("config|get", commands.configGet("appendonly"));
        } else {
            sent.put("client|getname", commands.clientGetname());
            sent.put("info", commands.info("replication"));
            sent.put("wait", commands.waitForReplication(0, 1));
        }
        Set<String> missing = new LinkedHashSet<>();
        for (Map.Entry<String, Future<?>> one : sent.entrySet()) {
            hear(connection, one.getKey(), one.getValue(), missing);
        }
        return missing;
    }

    private void hear(
            StatefulRedisConnection<byte[], byte[]> connection, String command, Future<?> answer, Set<String> missing)
            throws IOException {
        try {
            Object heard = LettuceNode.await(connection, answer, timeout());
            if (command.equals("eval") && heard instanceof List<?> refused) {
                refused.forEach(word -> missing.add("+" + word(word).toLowerCase(Locale.ROOT)));
            }
        } catch (RedisCommandExecutionException e) {
            String said = String.valueOf(e.getMessage());
            // what else may speak against it, is told by what comes next
            if (said.startsWith("NOPERM")) {
                missing.add(said.contains(" key") ? "~" + keys.prefix() + "*" : "+" + command);
            }
        }
    }

    private static String word(Object word) {
        return word instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : String.valueOf(word);
    }
}
