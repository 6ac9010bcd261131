package io.txgroup.manager.store;

/** What a recorded outcome must survive before anybody is told of it: {@code tx.manager.gate}. */
public enum GateLevel {
    /** Like {@link #REPLICAS} once a replica has ever been seen; before that, whatever the server's AOF gives. */
    AUTO,
    /** The loss of the master: every promotable replica has the outcome (WAIT, its count checked). */
    REPLICAS,
    /** The loss of power: the server runs with {@code appendonly yes} and {@code appendfsync always}, which is checked. */
    FSYNC
}
