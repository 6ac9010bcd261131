package io.txgroup.manager.store;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/**
 * The port to the servers, whatever their arrangement. No implementation sends a command again whose fate it does not
 * know; while there is no connection, commands fail at once; every stage completes in a bounded time. Thread-safe.
 */
public interface RedisConnections extends AutoCloseable {
    /** Commands for keys of that shard, on its master. */
    CompletionStage<RedisClusterAsyncCommands<String, byte[]>> commands(int shard);

    /** Another connection to the same master, for one user alone; it never connects again, and is closed by its user. */
    CompletionStage<StatefulRedisConnection<String, byte[]>> open(int shard);

    /** A connection that can subscribe, for one user alone; it never connects again, and is closed by its user. */
    CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> openForMessages();

    /** The master of that shard as now connected: another name whenever it may be another server. */
    String server(int shard);

    /** A command to that server got no answer in time: its connection is dropped, nobody else may notice its death. */
    void suspect(String server);

    /** Closes all connections of {@link #commands(int)}. */
    @Override
    void close();
}
