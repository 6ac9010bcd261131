package io.txgroup.redis;

import static java.util.Objects.requireNonNull;

import io.txgroup.redis.core.QueueSettings;
import io.txgroup.redis.core.RedisGate;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to do where there is a choice.
 *
 * @param queuedResults what becomes of a queued command whose answer is wanted
 * @param watch which keys must not change before the unit prepares
 * @param gate what stored queues must survive
 * @param refusesUnannotated whether a write of a method that takes no part in the group that called it fails
 * @param reads commands of modules that only read, their key first
 * @param writes commands of modules that write, their key first
 * @param limits how much is queued
 * @param storing where and how queues are stored
 */
public record HeldRedisSettings(
        QueuedResults queuedResults,
        WatchedKeys watch,
        RedisGate gate,
        boolean refusesUnannotated,
        Set<String> reads,
        Set<String> writes,
        Limits limits,
        Storing storing) {
    public HeldRedisSettings {
        requireNonNull(queuedResults, "queuedResults is null");
        requireNonNull(watch, "watch is null");
        requireNonNull(gate, "gate is null");
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
        requireNonNull(limits, "limits is null");
        requireNonNull(storing, "storing is null");
    }

    QueueSettings queues() {
        return new QueueSettings(gate, storing.replicas, storing.gateTimeout, storing.timeout, storing.retention);
    }

    /**
     * How much one unit may queue in one factory.
     *
     * @param commands how many commands
     * @param bytes how many bytes, names, keys and values together
     * @param parts in how many slots of a Redis Cluster
     */
    public record Limits(int commands, long bytes, int parts) {
        public Limits {
            if (commands < 1 || bytes < 1 || parts < 1) {
                throw new IllegalArgumentException("tx.redis.max-commands (" + commands + "), tx.redis.max-size ("
                        + bytes + " bytes) and tx.redis.max-slots (" + parts + ") must be at least 1");
            }
        }
    }

    /**
     * Where and how queues are stored.
     *
     * @param keyPrefix what the names of all keys of TxGroup begin with
     * @param replicas how many replicas must have what is stored; empty if that is found out
     * @param gateTimeout how long replicas may take
     * @param timeout how long Redis may take to answer, replicas not counted
     * @param retention for how long what proves a commit is kept at least
     * @param installation tells installations that share a Redis apart
     * @param service the service's name
     */
    public record Storing(
            String keyPrefix,
            OptionalInt replicas,
            Duration gateTimeout,
            Duration timeout,
            Duration retention,
            String installation,
            String service) {
        public Storing {
            requireNonNull(installation, "installation is null");
            requireNonNull(service, "service is null");
            if (keyPrefix.isEmpty() || keyPrefix.contains("{") || keyPrefix.contains("}")) {
                throw new IllegalArgumentException("tx.redis.key-prefix is '" + keyPrefix
                        + "'; it must not be empty or have braces, which choose slots in a Redis Cluster");
            }
            requirePositive(gateTimeout, "tx.redis.gate-timeout");
            requirePositive(timeout, "tx.redis.timeout");
            requirePositive(retention, "tx.redis.marker.retention");
        }

        private static void requirePositive(Duration value, String setting) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(setting + " is " + value + "; it must be more than nothing");
            }
        }
    }
}
