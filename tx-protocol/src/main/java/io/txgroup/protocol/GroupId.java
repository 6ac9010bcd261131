package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The name of one group: a UUID of version 7 (RFC 9562) whose lowest eight bits say in which shard of the store it
 * lives. Of the rest 66 bits are random, so that nobody who was not told can guess one.
 *
 * @param value the UUID
 */
public record GroupId(UUID value) {
    /** The number of shards that a name can tell apart; a store may use fewer, always a power of two. */
    public static final int MAX_SHARDS = 256;

    public GroupId {
        requireNonNull(value, "value is null");
        if (value.version() != 7) {
            throw new IllegalArgumentException("Group id " + value + " is not a version 7 UUID");
        }
    }

    /**
     * Makes a new name.
     *
     * @param epochMillis the wall clock's time in milliseconds; only for the order of names, never for a deadline
     * @param random a cryptographically strong source
     * @param shards how many shards the store has
     */
    public static GroupId next(long epochMillis, RandomGenerator random, int shards) {
        if (shards < 1 || shards > MAX_SHARDS || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException("shards is " + shards + ", not a power of two up to " + MAX_SHARDS);
        }
        long high = (epochMillis << 16) | 0x7000L | (random.nextLong() & 0x0fffL);
        long low = 0x8000_0000_0000_0000L | (random.nextLong() & 0x3fff_ffff_ffff_ff00L) | random.nextInt(shards);
        return new GroupId(new UUID(high, low));
    }

    /** Reads what {@link #toString()} wrote; anything else is an {@link IllegalArgumentException}. */
    public static GroupId parse(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("Group id has " + text.length() + " characters, a UUID has 36");
        }
        return new GroupId(UUID.fromString(text));
    }

    /** When its starter began it, by that machine's wall clock, in milliseconds; never compare it to decide an outcome. */
    public long beganAt() {
        return value.getMostSignificantBits() >>> 16;
    }

    /** The shard of the store that keeps this group. */
    public int shard() {
        return (int) (value.getLeastSignificantBits() & 0xff);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
