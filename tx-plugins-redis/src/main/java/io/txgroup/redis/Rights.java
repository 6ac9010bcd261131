package io.txgroup.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * What the user that a service has in Redis must be allowed for queues to be stored and ended. All of it is tried once on each new
 * connection, in one round trip, so that a right that is missing is found by a vote and not by a commit.
 */
final class Rights {
    private static final byte[] SCRIPT = Keys.utf8(RedisScript.read("rights.lua"));
    private static final String DIGEST = Base16.digest(SCRIPT);
    private static final byte[][] NOTHING_BESIDES = {};
    private static final byte[][] DIGESTS = {Keys.utf8("DUMP")};

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final HeldRedisSettings settings;
    private final Set<String> missing = new LinkedHashSet<>();

    private Rights(StatefulRedisConnection<byte[], byte[]> connection, HeldRedisSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    /**
     * Names a connection, and finds out whether its user may do what will be asked of it.
     *
     * @param name of the connection
     * @param beside a key in whose slot commands are tried, with one that nobody has
     * @throws IOException with what to grant if something is not allowed, or if Redis did not answer
     */
    static void require(
            StatefulRedisConnection<byte[], byte[]> connection, byte[] name, byte[] beside, HeldRedisSettings settings)
            throws IOException {
        Rights rights = new Rights(connection, settings);
        rights.find(name, Keys.utf8(new String(beside, StandardCharsets.UTF_8) + ":rights"));
        if (!rights.missing.isEmpty()) {
            throw new IOException(
                    "The user that this service has in Redis may not do all that stored queues need; grant"
                            + " it: ACL SETUSER <user> " + String.join(" ", rights.missing));
        }
    }

    private void find(byte[] name, byte[] key) throws IOException {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        byte[][] keys = {key};
        byte[][] besides = settings.watch() == WatchedKeys.READ_KEYS ? DIGESTS : NOTHING_BESIDES;
        Map<String, Future<?>> sent = new LinkedHashMap<>();
        sent.put("client|setname", commands.clientSetname(name));
        sent.put("eval", commands.eval(SCRIPT, ScriptOutputType.MULTI, keys, besides));
        sent.put("evalsha", commands.evalsha(DIGEST, ScriptOutputType.MULTI, keys, besides));
        if (settings.gate() == RedisGate.FSYNC) {
            sent.put("config|get", commands.configGet("appendonly"));
        } else {
            sent.put("client|getname", commands.clientGetname());
            sent.put("info", commands.info("replication"));
            sent.put("wait", commands.waitForReplication(0, 1));
        }
        for (Map.Entry<String, Future<?>> one : sent.entrySet()) {
            hear(one.getKey(), one.getValue());
        }
    }

    private void hear(String command, Future<?> answer) throws IOException {
        try {
            Object heard =
                    RedisSession.await(connection, answer, settings.storing().timeout());
            if (command.equals("eval") && heard instanceof List<?> refused) {
                refused.forEach(word -> missing.add("+" + word(word).toLowerCase(Locale.ROOT)));
            }
        } catch (RedisCommandExecutionException e) {
            String said = String.valueOf(e.getMessage());
            // what else may speak against it, is told by what comes next
            if (said.startsWith("NOPERM")) {
                missing.add(said.contains(" key") ? "~" + settings.storing().keyPrefix() + "*" : "+" + command);
            }
        }
    }

    private static String word(Object word) {
        return word instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : String.valueOf(word);
    }
}
