package io.txgroup.manager.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address behind which the master of all shards is: a server, or what Sentinel names if the address is Sentinels'.
 * Lettuce connects once and never again by itself, and so repeats nothing; the next command after a break opens the next
 * connection, a failed try is answered to everybody for a moment.
 */
public final class StandaloneRedisConnections implements RedisConnections {
    private static final Logger log = LoggerFactory.getLogger(StandaloneRedisConnections.class);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final long RETRY_AFTER_NANOS = Duration.ofMillis(100).toNanos();

    private final RedisClient client;
    private final RedisURI address;
    private final LongSupplier nanoTime;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, byte[]>> current;
    private long openedAt;
    private long opened;
    private String server;

    /**
     * Connects when it is first used.
     *
     * @param client its options are replaced here; shut down by whoever made it
     * @param address host and port or Sentinels, credentials, TLS, database
     * @param commandTimeout how long connecting and each command may take
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public StandaloneRedisConnections(
            RedisClient client, RedisURI address, Duration commandTimeout, LongSupplier nanoTime) {
        this.client = client;
        this.address = RedisURI.builder(address).withTimeout(commandTimeout).build();
        this.nanoTime = nanoTime;
        this.server = address + "#0";
        ClientOptions given = client.getOptions();
        client.setOptions(given.mutate()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(commandTimeout))
                .socketOptions(given.getSocketOptions()
                        .mutate()
                        .connectTimeout(commandTimeout)
                        .build())
                .build());
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<String, byte[]>> commands(int shard) {
        return connection().thenApply(StatefulRedisConnection::async);
    }

    private synchronized CompletableFuture<StatefulRedisConnection<String, byte[]>> connection() {
        CompletableFuture<StatefulRedisConnection<String, byte[]>> last = current;
        if (last != null && !isOver(last)) {
            return last;
        }
        close();
        opened++;
        server = address + "#" + opened; // here, for it is asked for with every command
        openedAt = nanoTime.getAsLong();
        CompletableFuture<StatefulRedisConnection<String, byte[]>> next = open(0).toCompletableFuture();
        current = next;
        long number = opened;
        next.whenComplete((connection, failure) -> {
            if (failure == null) {
                log.debug("Redis {} - connected, connection {}", address, number);
            } else {
                log.debug("Redis {} - can't be connected to, try {}", address, number, failure);
            }
        });
        return next;
    }

    private boolean isOver(CompletableFuture<StatefulRedisConnection<String, byte[]>> connection) {
        if (!connection.isDone()) {
            return false;
        }
        return connection.isCompletedExceptionally()
                ? nanoTime.getAsLong() - openedAt > RETRY_AFTER_NANOS
                : !connection.join().isOpen();
    }

    @Override
    public CompletionStage<StatefulRedisConnection<String, byte[]>> open(int shard) {
        try {
            return client.connectAsync(CODEC, address).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> openForMessages() {
        try {
            return client.connectPubSubAsync(CODEC, address).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized String server(int shard) {
        return server;
    }

    @Override
    public synchronized void suspect(String server) {
        if (server.equals(server(0))) {
            close();
        }
    }

    @Override
    public synchronized void close() {
        CompletableFuture<StatefulRedisConnection<String, byte[]>> last = current;
        current = null;
        if (last != null) {
            last.thenAccept(StatefulRedisConnection::closeAsync);
        }
    }
}
