package io.txgroup.redis.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How queues are stored.
 *
 * @param gate what they must survive
 * @param replicas how many replicas must have them; empty if that is found out
 * @param gateTimeout how long replicas may take
 * @param timeout how long Redis may take to answer, replicas not counted
 * @param retention for how long what proves a commit is kept at least
 */
public record QueueSettings(
        RedisGate gate, OptionalInt replicas, Duration gateTimeout, Duration timeout, Duration retention) {
    public QueueSettings {
        requireNonNull(gate, "gate is null");
        requireNonNull(replicas, "replicas is null");
        requireNonNull(gateTimeout, "gateTimeout is null");
        requireNonNull(timeout, "timeout is null");
        requireNonNull(retention, "retention is null");
    }
}
