package io.txgroup.manager.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The look at a Redis before it is trusted: what it is, whether it takes writes, whether the shards are as many. */
final class RedisInspection {
    private static final Logger log = LoggerFactory.getLogger(RedisInspection.class);

    private RedisInspection() {}

    static CompletionStage<RedisReport> inspect(RedisConnections connections, StoreSettings settings) {
        return connections.open(0).thenCompose(connection -> RedisReport.read(connection.async())
                .thenCompose(report -> {
                    refuseIf(report.problems(settings.gate()));
                    return checkShards(connection.async(), settings).thenApply(checked -> report);
                })
                .whenComplete((report, failure) -> {
                    connection.closeAsync();
                    if (failure == null) {
                        log.info("Store - {} shards, gate {}, on {}", settings.shards(), settings.gate(), report);
                        report.warnings(settings.gate()).forEach(warning -> log.warn("Store - {}", warning));
                    }
                }));
    }

    private static void refuseIf(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new RedisRefusedException("This Redis can't keep groups: " + String.join("; ", problems));
        }
    }

    /** Groups in a shard that this manager does not know would never be swept by it. */
    private static CompletionStage<?> checkShards(RedisAsyncCommands<String, byte[]> commands, StoreSettings settings) {
        String key = new StoreKeys(settings.keyPrefix()).shards();
        String wanted = Integer.toString(settings.shards());
        return commands.setnx(key, wanted.getBytes(UTF_8))
                .exceptionallyCompose(RedisInspection::refusedWrite)
                .thenCompose(set -> commands.get(key))
                .thenAccept(found -> {
                    String there = found == null ? "none" : new String(found, UTF_8);
                    if (!there.equals(wanted)) {
                        throw new RedisRefusedException("The store has " + there + " shards (" + key
                                + "), and this manager is set to " + wanted + ": set tx.manager.shards to " + there);
                    }
                });
    }

    private static CompletionStage<Boolean> refusedWrite(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return CompletableFuture.failedStage(
                cause instanceof RedisCommandExecutionException
                        ? new RedisRefusedException(
                                "This Redis can't keep groups: it takes no writes, and says: " + cause.getMessage())
                        : failure);
    }
}
