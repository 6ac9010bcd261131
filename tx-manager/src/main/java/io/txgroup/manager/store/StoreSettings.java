package io.txgroup.manager.store;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.GroupId;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the store uses its Redis; the same on all managers of an installation.
 *
 * @param keyPrefix what all keys begin with
 * @param shards how many shards there are; a power of two up to 256, never changed while groups are live
 * @param gate what an outcome must survive
 * @param replicas how many replicas the gate waits for, at least: fixed by the operator, also to a lower number than
 *     was ever seen. Empty: the highest number ever seen; it is kept in Redis and never shrinks by itself
 * @param commandTimeout how long a command may take; past it nobody knows its fate
 * @param gateTimeout how long the gate waits for replicas; shorter than a command may take
 */
public record StoreSettings(
        String keyPrefix,
        int shards,
        GateLevel gate,
        OptionalInt replicas,
        Duration commandTimeout,
        Duration gateTimeout) {
    /** {@code txm}, 8 shards, AUTO, the highest number of replicas ever seen, 2 s, 1 s. */
    public static final StoreSettings DEFAULTS = new StoreSettings(
            "txm", 8, GateLevel.AUTO, OptionalInt.empty(), Duration.ofSeconds(2), Duration.ofSeconds(1));

    public StoreSettings {
        requireNonNull(gate, "gate is null");
        requireNonNull(replicas, "replicas is null");
        if (!keyPrefix.matches("[A-Za-z0-9._:-]{1,40}")) {
            throw new IllegalArgumentException("The key prefix '" + keyPrefix
                    + "' is not 1 to 40 letters, digits or . _ : - (a brace would break the hash tags)");
        }
        if (shards < 1 || shards > GroupId.MAX_SHARDS || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException(
                    "shards is " + shards + ", not a power of two up to " + GroupId.MAX_SHARDS);
        }
        if (replicas.isPresent() && replicas.getAsInt() < 0) {
            throw new IllegalArgumentException("replicas is " + replicas.getAsInt());
        }
        if (gate == GateLevel.REPLICAS && replicas.equals(OptionalInt.of(0))) {
            throw new IllegalArgumentException("gate is replicas, but it is to wait for 0 of them");
        }
        if (gateTimeout.toMillis() < 1 || gateTimeout.compareTo(commandTimeout) >= 0) {
            throw new IllegalArgumentException(
                    "The gate's timeout " + gateTimeout + " is not shorter than a command's, " + commandTimeout);
        }
    }
}
