package io.txgroup.manager.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.txgroup.protocol.GroupId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate's own connection to one server, of which it is sure that it is fit to keep groups. A pair on it proves: for
 * each shard one script that reads versions and writes, then one WAIT, all in one pipeline. WAIT counts only what its own
 * connection wrote before, so neither half can be left out or sent elsewhere, and a connection that broke is not
 * connected again. The number of replicas is read after the WAIT: one that has just come is counted.
 *
 * <p>One pair at a time; the caller sees to that.
 */
final class GateSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GateSession.class);

    private final StatefulRedisConnection<String, byte[]> connection;
    private final StoreSettings settings;
    private final StoreKeys keys;
    private volatile int required;
    private boolean learning = true;

    private GateSession(StatefulRedisConnection<String, byte[]> connection, StoreSettings settings) {
        this.connection = connection;
        this.settings = settings;
        this.keys = new StoreKeys(settings.keyPrefix());
        this.required = settings.replicas().orElse(settings.gate() == GateLevel.REPLICAS ? 1 : 0);
        connection.setAutoFlushCommands(false);
    }

    /**
     * What a pair found.
     *
     * @param versions the version of each group that was asked for and is there
     * @param safe whether whatever was read survives what the gate promises
     */
    record Proof(Map<GroupId, String> versions, boolean safe) {}

    /** Connects to the server of these shards, refuses it if it is not fit, and learns how many replicas it should have. */
    static CompletionStage<GateSession> open(
            RedisConnections connections, List<Integer> shards, StoreSettings settings) {
        return connections.open(shards.get(0)).thenCompose(connection -> RedisReport.read(connection.async())
                .thenCompose(report -> {
                    List<String> problems = report.problems(settings.gate());
                    if (!problems.isEmpty()) {
                        throw new RedisRefusedException("No outcome is told: " + String.join("; ", problems));
                    }
                    GateSession session = new GateSession(connection, settings);
                    Map<Integer, Set<GroupId>> nothing = new HashMap<>();
                    shards.forEach(shard -> nothing.put(shard, Set.of()));
                    return session.prove(nothing).thenApply(learnt -> session.learnt(report));
                })
                .whenComplete((session, failure) -> {
                    if (failure != null) {
                        connection.closeAsync();
                    }
                }));
    }

    private GateSession learnt(RedisReport report) {
        learning = false;
        log.info("Gate - {}, replicas to wait for: {}; {}", settings.gate(), waitsFor(), report);
        return this;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** How many replicas a pair waits for now. */
    private int waitsFor() {
        return settings.gate() == GateLevel.FSYNC ? 0 : required;
    }

    CompletionStage<Proof> prove(Map<Integer, Set<GroupId>> wanted) {
        RedisAsyncCommands<String, byte[]> commands = connection.async();
        List<CompletableFuture<?>> all = new ArrayList<>();
        Map<GroupId, String> versions = new HashMap<>();
        int waitsFor = waitsFor();
        int[] remembered = {0};
        wanted.forEach((shard, ids) -> all.add(script(commands, shard, List.copyOf(ids), versions, remembered)));
        CompletableFuture<Long> count = waitsFor == 0
                ? CompletableFuture.completedFuture(0L)
                : commands.waitForReplication(waitsFor, settings.gateTimeout().toMillis())
                        .toCompletableFuture();
        CompletableFuture<String> replication = settings.gate() == GateLevel.FSYNC
                ? CompletableFuture.completedFuture("")
                : commands.info("replication").toCompletableFuture();
        all.add(count);
        all.add(replication);
        connection.flushCommands();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> {
            int online = RedisReport.onlineReplicas(replication.join());
            learn(Math.max(online, settings.replicas().isPresent() ? 0 : remembered[0]), online);
            return new Proof(versions, settings.gate() == GateLevel.FSYNC || isSafe(count.join(), online));
        });
    }

    private CompletableFuture<?> script(
            RedisAsyncCommands<String, byte[]> commands,
            int shard,
            List<GroupId> ids,
            Map<GroupId, String> versions,
            int[] remembered) {
        List<String> names = new ArrayList<>(List.of(keys.gate(shard), keys.replicas(shard)));
        ids.forEach(id -> names.add(keys.group(id)));
        boolean fix = learning && (settings.replicas().isPresent() || settings.gate() == GateLevel.FSYNC);
        byte[] known = Integer.toString(waitsFor()).getBytes(UTF_8);
        return StoreScripts.GATE
                .runWhole(commands, names.toArray(String[]::new), known, (fix ? "set" : "raise").getBytes(UTF_8))
                .thenAccept(values -> {
                    Reply reply = new Reply(values);
                    synchronized (versions) {
                        remembered[0] = Math.max(remembered[0], (int) reply.number(1));
                        for (int i = 0; i < ids.size(); i++) {
                            String version = reply.textOrNull(i + 2);
                            if (version != null) {
                                versions.put(ids.get(i), version);
                            }
                        }
                    }
                })
                .toCompletableFuture();
    }

    /** A number that was fixed is raised only while more are there; one that was found never falls. */
    private void learn(int seen, int online) {
        int next = settings.replicas().isPresent()
                ? Math.max(settings.replicas().getAsInt(), online)
                : Math.max(required, seen);
        if (next != required && !learning) {
            log.info("Gate - replicas to wait for: {} from now on, {} online", next, online);
        }
        required = next;
    }

    private boolean isSafe(long count, int online) {
        if (count < required && !learning) {
            log.debug("Gate - {} of {} replicas have it, {} are online", count, required, online);
        }
        return count >= required;
    }

    @Override
    public void close() {
        connection.closeAsync();
    }
}
