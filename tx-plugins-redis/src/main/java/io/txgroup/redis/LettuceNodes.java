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

    /** What the user must be allowed. */
    Rights rights();

    /** How long each of them may take to answer, replicas not counted. */
    default Duration timeout() {
        return rights().timeout();
    }

    /** The connection, if its user may do there what stored queues need. */
    default Node permitted(String name, StatefulRedisConnection<byte[], byte[]> connection, int slot)
            throws IOException {
        rights().require(connection, slot);
        return new LettuceNode(name, connection, this);
    }

    /**
     * Connects as the application's own factory does: same addresses, credentials and TLS.
     *
     * @param rights what each connection's user must be allowed
     */
    static LettuceNodes open(AbstractRedisClient client, Rights rights) {
        if (client instanceof RedisClusterClient cluster) {
            return new OfCluster(cluster, cluster.connect(ByteArrayCodec.INSTANCE), rights);
        }
        return new OfOne(((RedisClient) client).connect(ByteArrayCodec.INSTANCE), rights);
    }

    /** A server by itself, or the master that Sentinels name. */
    record OfOne(StatefulRedisConnection<byte[], byte[]> connection, Rights rights) implements LettuceNodes {
        @Override
        public Node of(int slot) throws IOException {
            return permitted("", connection, slot);
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
            RedisClusterClient client, StatefulRedisClusterConnection<byte[], byte[]> connection, Rights rights)
            implements LettuceNodes {
        @Override
        public Node of(int slot) throws IOException {
            RedisClusterNode node = connection.getPartitions().getMasterBySlot(slot);
            if (node == null) {
                client.refreshPartitions();
                throw new IOException("No master of the Redis Cluster has slot " + slot + " now");
            }
            return permitted(node.getNodeId(), connection.getConnection(node.getNodeId()), slot);
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
