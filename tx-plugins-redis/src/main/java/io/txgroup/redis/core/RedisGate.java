package io.txgroup.redis.core;

/** What a stored queue, and what it became, must survive before anybody is told of it: {@code tx.redis.gate}. */
public enum RedisGate {
    /** Like {@link #REPLICAS} once a replica has ever been seen; before that, whatever the server's AOF gives. */
    AUTO,
    /** The loss of the master: every replica that was ever seen has it, at least one (WAIT, its count checked). */
    REPLICAS,
    /** The loss of power: the server runs with {@code appendonly yes} and {@code appendfsync always}, which is checked. */
    FSYNC
}
