package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

/**
 * What a shard of the store says of itself.
 *
 * @param shard its number
 * @param epoch its present life
 * @param time its server's TIME in milliseconds: deadlines and not-afters are told in it, never in a machine's own
 */
public record ShardClock(int shard, Epoch epoch, long time) {
    public ShardClock {
        requireNonNull(epoch, "epoch is null");
    }
}
