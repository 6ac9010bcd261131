package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.txgroup.manager.store.RedisConnections;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the operators' side keeps in Redis, so that every manager gives the same answer. A caller waits for the answer, at
 * most five seconds: only threads of the web server call this, never those of the groups. Thread-safe.
 *
 * <h2>Storage Details</h2>
 *
 * All keys have the hash tag {@code admin}, so that a script stays in one slot. For the prefix {@code txm}:
 *
 * <pre>
 * txm:{admin}:users              hash    name -> "version json", see {@link User}
 * txm:{admin}:session:&lt;sha256&gt;   hash    user, mark, until; PX 30 min, put off with every request; until: 12 h at most
 * txm:{admin}:attempts:&lt;sha256&gt;  number  wrong passwords for that name; PX one minute from the first
 * txm:{admin}:audit              stream  about the last 10,000 things that somebody did
 * txm:{admin}:refused            stream  about the last 1,000 logins that were refused
 * txm:{admin}:managers           hash    name -> json: what each manager last said of itself, see ManagerReports
 * txm:{admin}:reset:&lt;sha256&gt;     "1": this word of tx.manager.admin.reset has been used, PX 400 days; "0": is being, PX 1 min
 * </pre>
 *
 * Neither passwords nor session tokens are there, only their hashes: who reads this Redis can log in as nobody. Who can
 * write to it can do anything, also to groups.
 */
final class AdminRedis {
    private static final int SHARD = 0;
    private static final int WAIT_SECONDS = 5;

    private final RedisConnections connections;
    private final String prefix;

    AdminRedis(RedisConnections connections, String keyPrefix) {
        this.connections = connections;
        this.prefix = keyPrefix + ":{admin}:";
    }

    String key(String name) {
        return prefix + name;
    }

    /** A name of a key for something that must not be readable, or has any characters or length. */
    String hashedKey(String kind, byte[] secret) {
        return prefix + kind + ":" + sha256(secret);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * The answer to a command.
     *
     * @throws AdminUnavailableException without one
     */
    <T> T ask(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        return await(connections.commands(SHARD).thenCompose(command));
    }

    /** What a stage of the store gives, in bounded time. */
    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new AdminUnavailableException("The managers' Redis does not answer: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new AdminUnavailableException(
                    "The managers' Redis has not answered within " + WAIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminUnavailableException("This manager is being stopped", e);
        }
    }

    /** Runs a script whose keys are all ours, and answers its list. */
    List<@Nullable Object> run(String script, List<String> keys, String... values) {
        byte[][] bytes = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = values[i].getBytes(UTF_8);
        }
        return ask(commands -> commands.eval(script, ScriptOutputType.MULTI, keys.toArray(String[]::new), bytes));
    }

    static String text(@Nullable Object bytes) {
        return bytes instanceof byte[] given ? new String(given, UTF_8) : "";
    }

    static long number(@Nullable Object value) {
        return value instanceof Long given ? given : 0;
    }
}
