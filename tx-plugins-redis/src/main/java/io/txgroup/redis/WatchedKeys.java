package io.txgroup.redis;

/** Which keys must still have their values when a unit prepares: {@code tx.redis.watch}. */
public enum WatchedKeys {
    /** None. */
    NONE,
    /** Those that were read in the group; a change of one is a no. */
    READ_KEYS
}
