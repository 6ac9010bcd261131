package io.txgroup.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.txgroup.redis.core.RedisNodes;
import java.io.IOException;
import java.time.Duration;

/** The driver's connections to the masters. */
interface LettuceNodes extends RedisNodes {
    /** Where slots are must be found out anew. */
    void moved();

    /** How long each of them may take to answer, replicas not counted. */
    Duration timeout();

    /** Connects as the application's own factory does: same addresses, credentials and TLS. */
    static LettuceNodes open(AbstractRedisClient client, Duration timeout) {
        if (client instanceof RedisClusterClient cluster) {
            return new OfCluster(cluster, cluster.connect(ByteArrayCodec.INSTANCE), timeout);
        }
        return new OfOne(((RedisClient) client).connect(ByteArrayCodec.INSTANCE), timeout);
    }

    /** A server by itself, or the master that Sentinels name. */
    record OfOne(StatefulRedisConnection<byte[], byte[]> connection, Duration timeout) implements LettuceNodes {
        @Override
        public Node of(int slot) {
            return new LettuceNode("", connection, this);
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
    record OfCluster(
            RedisClusterClient client, StatefulRedisClusterConnection<byte[], byte[]> connection, Duration timeout)
            implements LettuceNodes {
        @Override
        public Node of(int slot) throws IOException {
            RedisClusterNode node = connection.getPartitions().getMasterBySlot(slot);
            if (node == null) {
                client.refreshPartitions();
                throw new IOException("No master of the Redis Cluster has slot " + slot + " now");
            }
            return new LettuceNode(node.getNodeId(), connection.getConnection(node.getNodeId()), this);
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
