package io.txgroup.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;

/** Connections of one's own to the masters that have the application's data. Not thread-safe. */
interface RedisNodes extends AutoCloseable {
    /** The master that has that slot now. */
    Node of(int slot) throws IOException;

    /** Where slots are must be found out anew. */
    void moved();

    @Override
    void close();

    /** One master. */
    record Node(String name, StatefulRedisConnection<byte[], byte[]> connection) {}

    /** Connects as the application's own factory does: same addresses, credentials and TLS. */
    static RedisNodes open(AbstractRedisClient client) {
        if (client instanceof RedisClusterClient cluster) {
            return new OfCluster(cluster, cluster.connect(ByteArrayCodec.INSTANCE));
        }
        return new OfOne(((RedisClient) client).connect(ByteArrayCodec.INSTANCE));
    }

    /** A server by itself, or the master that Sentinels name. */
    record OfOne(StatefulRedisConnection<byte[], byte[]> connection) implements RedisNodes {
        @Override
        public Node of(int slot) {
            return new Node("", connection);
        }

        @Override
        public void moved() {
            // there is one
        }

        @Override
        public void close() {
            connection.closeAsync();
        }
    }

    /** A Redis Cluster. */
    record OfCluster(RedisClusterClient client, StatefulRedisClusterConnection<byte[], byte[]> connection)
            implements RedisNodes {
        @Override
        public Node of(int slot) throws IOException {
            RedisClusterNode node = connection.getPartitions().getMasterBySlot(slot);
            if (node == null) {
                client.refreshPartitions();
                throw new IOException("No master of the Redis Cluster has slot " + slot + " now");
            }
            return new Node(node.getNodeId(), connection.getConnection(node.getNodeId()));
        }

        @Override
        public void moved() {
            client.refreshPartitions();
        }

        @Override
        public void close() {
            connection.closeAsync();
        }
    }
}
