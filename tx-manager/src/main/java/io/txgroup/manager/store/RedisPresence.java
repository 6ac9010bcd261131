package io.txgroup.manager.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.txgroup.manager.cluster.Handed;
import io.txgroup.manager.cluster.Presence;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.wire.WireCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who is connected to which manager, in the Redis of the groups. Thread-safe; nothing blocks.
 *
 * <h2>Storage Details</h2>
 *
 * Each script has one key, so it stays in one slot. With the prefix {@code txm}:
 *
 * <pre>
 * txm:process:&lt;process&gt;      zset   manager -> when the note fades, in the server's milliseconds; PX the latest
 * txm:service:&lt;service&gt;      zset   manager -> the same, for any process of the service
 * txm:managers               zset   "host:port manager" -> the same
 * txm:handover:&lt;manager&gt;     channel of what is handed to that manager, see handover.proto
 * </pre>
 *
 * <pre>
 * note, open      EVALSHA  ZADD TIME + fades; ZREMRANGEBYSCORE -inf TIME; PEXPIRE
 * left, closing   ZREM
 * managers        EVALSHA  ZRANGEBYSCORE TIME +inf
 * handOver        EVALSHA  ZRANGEBYSCORE TIME +inf; PUBLISH to one after the other, until one hears it
 * </pre>
 */
public final class RedisPresence implements Presence {
    private static final String NOW =
            """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            """;

    /** KEYS set; ARGV fades after, member. */
    private static final Script NOTE = new Script(
            NOW
                    + """
                    redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[1])), ARGV[2])
                    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
                    redis.call('PEXPIRE', KEYS[1], ARGV[1])
                    return {now}
                    """);

    /** KEYS set. */
    private static final Script READ = new Script(
            NOW
                    + """
                    local answer = {now}
                    for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')) do
                      answer[#answer + 1] = member
                    end
                    return answer
                    """);

    /** KEYS set; ARGV what a channel's name begins with, this manager, a number to begin at, what is handed over. */
    private static final Script HAND_OVER = new Script(
            NOW
                    + """
                    local managers = redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')
                    local heard = 0
                    for i = 1, #managers do
                      local manager = managers[(tonumber(ARGV[3]) + i) % #managers + 1]
                      if heard == 0 and manager ~= ARGV[2] then
                        heard = redis.call('PUBLISH', ARGV[1] .. manager, ARGV[4])
                      end
                    end
                    return {now, heard}
                    """);

    /** KEYS managers; ARGV what a channel's name begins with, this manager, what is handed over. */
    private static final Script HAND_TO_ALL = new Script(
            NOW
                    + """
                    local heard = 0
                    for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')) do
                      local manager = string.match(member, ' (.*)$')
                      if manager and manager ~= ARGV[2] then
                        heard = heard + redis.call('PUBLISH', ARGV[1] .. manager, ARGV[3])
                      end
                    end
                    return {now, heard}
                    """);

    private final RedisConnections connections;
    private final StoreKeys keys;
    private final String manager;
    private final Duration fadesAfter;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * What the manager of that name notes.
     *
     * @param connections closed by whoever made them
     */
    public RedisPresence(RedisConnections connections, StoreSettings settings, String manager, Duration fadesAfter) {
        this.connections = connections;
        this.keys = new StoreKeys(settings.keyPrefix());
        this.manager = manager;
        this.fadesAfter = fadesAfter;
    }

    @Override
    public CompletionStage<Void> note(Collection<ProcessId> processes) {
        Set<String> services = processes.stream().map(ProcessId::service).collect(Collectors.toSet());
        return CompletableFuture.allOf(Stream.concat(
                        processes.stream().map(keys::process), services.stream().map(keys::service))
                .map(key -> note(key, manager).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> note(String key, String member) {
        return run(NOTE, key, bytes(Long.toString(fadesAfter.toMillis())), bytes(member))
                .thenAccept(noted -> {});
    }

    @Override
    public CompletionStage<Void> left(ProcessId process, boolean lastOfItsService) {
        CompletionStage<Void> left = remove(keys.process(process), manager);
        return lastOfItsService
                ? left.thenCombine(remove(keys.service(process.service()), manager), (one, other) -> null)
                : left;
    }

    private CompletionStage<Void> remove(String key, String member) {
        return connections
                .commands(0)
                .thenCompose(commands -> commands.zrem(key, bytes(member)))
                .thenAccept(removed -> {});
    }

    @Override
    public CompletionStage<Void> open(String address) {
        return note(keys.managers(), address + " " + manager);
    }

    @Override
    public CompletionStage<Void> closing(String address) {
        return remove(keys.managers(), address + " " + manager);
    }

    @Override
    public CompletionStage<List<Manager>> managers() {
        return run(READ, keys.managers()).thenApply(reply -> IntStream.range(1, reply.size())
                .mapToObj(reply::text)
                .map(text -> new Manager(
                        text.substring(text.indexOf(' ') + 1), text.substring(0, Math.max(0, text.indexOf(' ')))))
                .toList());
    }

    @Override
    public CompletionStage<Integer> handOver(Handed handed) {
        ProcessId process = handed.process();
        HandOverForm.Handed.Builder form = HandOverForm.Handed.newBuilder()
                .setService(handed.service())
                .setMessage(
                        ByteString.copyFrom(WireCodec.toWire(handed.message()).toByteArray()));
        if (process != null) {
            form.setInstance(process.instance()).setProcess(process.process());
        }
        if (handed.isForAll()) {
            return run(
                            HAND_TO_ALL,
                            keys.managers(),
                            bytes(keys.handOver("")),
                            bytes(manager),
                            form.build().toByteArray())
                    .thenApply(reply -> (int) reply.number(1));
        }
        return run(
                        HAND_OVER,
                        process == null ? keys.service(handed.service()) : keys.process(process),
                        bytes(keys.handOver("")),
                        bytes(manager),
                        bytes(Integer.toString(turn.getAndIncrement() & 0xffff)),
                        form.build().toByteArray())
                .thenApply(reply -> (int) reply.number(1));
    }

    private CompletionStage<Reply> run(Script script, String key, byte[]... values) {
        return connections.commands(0).thenCompose(commands -> script.run(commands, new String[] {key}, values));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
