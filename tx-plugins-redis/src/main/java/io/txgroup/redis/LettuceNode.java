package io.txgroup.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.txgroup.redis.core.Keys;
import io.txgroup.redis.core.RedisNodes.Exchange;
import io.txgroup.redis.core.RedisNodes.Node;
import io.txgroup.redis.core.RedisNodes.ScriptCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The driver's connection to one master. */
record LettuceNode(String name, StatefulRedisConnection<byte[], byte[]> connection, LettuceNodes nodes)
        implements Node {
    private static final long LOOK_EVERY_MILLIS = 50;

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public void rename(String name) throws IOException {
        ask(commands -> commands.clientSetname(Keys.utf8(name)));
    }

    @Override
    public Map<String, String> configured(String setting) throws IOException {
        return ask(commands -> commands.configGet(setting));
    }

    @Override
    public String info(String section) throws IOException {
        return ask(commands -> commands.info(section));
    }

    @Override
    public List<byte[]> members(byte[] key, byte[] from, byte @Nullable [] to, int most) throws IOException {
        Range.Boundary<byte[]> end = to == null ? Range.Boundary.unbounded() : Range.Boundary.excluding(to);
        Range<byte[]> range = Range.from(Range.Boundary.including(from), end);
        return ask(commands -> commands.zrangebylex(key, range, Limit.create(0, most)));
    }

    @Override
    public void delete(byte[] key) throws IOException {
        ask(commands -> commands.del(key));
    }

    @Override
    public void remove(byte[] key, byte[] member) throws IOException {
        ask(commands -> commands.zrem(key, member));
    }

    private <T> T ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> question) throws IOException {
        return told(() -> await(question.apply(connection.async()), nodes.timeout()));
    }

    @Override
    public List<?> run(ScriptCall call) throws IOException {
        return told(() -> evaluated(evaluation -> await(evaluation.of(connection.async(), call), nodes.timeout())));
    }

    @Override
    public Exchange exchange(ScriptCall call, int replicas, Duration patience) throws IOException {
        return told(() -> evaluated(evaluation -> exchange(call, evaluation, replicas, patience)));
    }

    /** A way to have a script run. */
    private interface Evaluation {
        Evaluation BY_DIGEST = (commands, call) -> commands.evalsha(
                call.script().digest(), ScriptOutputType.MULTI, array(call.keys()), array(call.args()));
        Evaluation BY_TEXT = (commands, call) ->
                commands.eval(call.script().text(), ScriptOutputType.MULTI, array(call.keys()), array(call.args()));

        RedisFuture<List<Object>> of(RedisAsyncCommands<byte[], byte[]> commands, ScriptCall call);
    }

    private static byte[][] array(List<byte[]> words) {
        return words.toArray(new byte[0][]);
    }

    private interface Evaluated<T> {
        T by(Evaluation evaluation) throws IOException;
    }

    private static <T> T evaluated(Evaluated<T> evaluated) throws IOException {
        try {
            return evaluated.by(Evaluation.BY_DIGEST);
        } catch (RedisNoScriptException e) {
            return evaluated.by(Evaluation.BY_TEXT);
        }
    }

    private Exchange exchange(ScriptCall call, Evaluation evaluation, int replicas, Duration patience)
            throws IOException {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        RedisFuture<List<Object>> words;
        CompletableFuture<Long> count = CompletableFuture.completedFuture(0L);
        RedisFuture<String> replication;
        RedisFuture<byte[]> named;
        connection.setAutoFlushCommands(false);
        try {
            words = evaluation.of(commands, call);
            if (replicas > 0) {
                count = commands.waitForReplication(replicas, patience.toMillis())
                        .toCompletableFuture();
            }
            replication = commands.info("replication");
            named = commands.clientGetname();
            connection.flushCommands();
        } finally {
            connection.setAutoFlushCommands(true);
        }
        Duration limit = nodes.timeout().plus(replicas > 0 ? patience : Duration.ZERO);
        List<Object> answer = await(words, limit);
        long had = await(count, limit);
        String told = await(replication, limit);
        byte @Nullable [] name = await(named, limit);
        return new Exchange(answer, had, told, name == null ? "" : new String(name, StandardCharsets.UTF_8));
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private <T> T told(Question<T> question) throws IOException {
        try {
            return question.ask();
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

    private <T> T await(Future<T> answer, Duration patience) throws IOException {
        return await(connection, answer, patience);
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
}
