package io.txgroup.redis.autoconfigure;

import io.txgroup.redis.HeldRedisSettings;
import io.txgroup.redis.QueuedResults;
import io.txgroup.redis.WatchedKeys;
import io.txgroup.redis.core.RedisGate;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the application's Redis takes part in groups.
 *
 * @param exclude Names of RedisConnectionFactory beans that take no part in groups: what is done with them happens at
 *     once; by default none.
 * @param queuedResults What becomes of a command in a group whose answer its caller wants, such as INCR, SETNX or LPOP: it
 *     fails with an explanation (error), or is queued and answers null.
 * @param watch Which keys must still have their values when a unit prepares: none, or those that were read in the group
 *     (read-keys); a change of one rolls the group back.
 * @param gate What a stored queue must survive before its unit says yes: replicas, fsync, or auto, which is replicas once
 *     one was ever seen.
 * @param replicas How many replicas must have it; by default the most that were ever seen.
 * @param gateTimeout How long replicas may take.
 * @param timeout How long Redis may take to answer when queues are stored and applied.
 * @param maxCommands How many commands one unit may queue.
 * @param maxSize How much memory the commands that one unit queues may take.
 * @param maxSlots In how many slots of a Redis Cluster one unit may work.
 * @param keyPrefix What the names of all keys begin with that TxGroup keeps in the application's Redis.
 * @param reads Commands of modules that only read, with their key first; by default none.
 * @param writes Commands of modules that write, with their key first; by default none.
 * @param marker What proves later how a group's writes ended.
 */
@ConfigurationProperties("tx.redis")
public record TxRedisProperties(
        @DefaultValue Set<String> exclude,
        @DefaultValue("error") QueuedResults queuedResults,
        @DefaultValue("none") WatchedKeys watch,
        @DefaultValue("auto") RedisGate gate,
        @Nullable Integer replicas,
        @DefaultValue("2s") Duration gateTimeout,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("10000") int maxCommands,
        @DefaultValue("8MB") DataSize maxSize,
        @DefaultValue("256") int maxSlots,
        @DefaultValue("txr:") String keyPrefix,
        @DefaultValue Set<String> reads,
        @DefaultValue Set<String> writes,
        @DefaultValue Marker marker) {
    public TxRedisProperties {
        exclude = Set.copyOf(exclude);
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
    }

    HeldRedisSettings settings(boolean refusesUnannotated, String installation, String service) {
        return new HeldRedisSettings(
                queuedResults,
                watch,
                gate,
                refusesUnannotated,
                reads,
                writes,
                new HeldRedisSettings.Limits(maxCommands, maxSize.toBytes(), maxSlots),
                new HeldRedisSettings.Storing(
                        keyPrefix,
                        replicas == null ? OptionalInt.empty() : OptionalInt.of(replicas),
                        gateTimeout,
                        timeout,
                        marker.retention(),
                        installation,
                        service));
    }

    /**
     * What proves later how a group's writes ended.
     *
     * @param retention For how long it is kept at least. After it, it is removed as soon as the managers call its group
     *     finished, and never before.
     */
    public record Marker(@DefaultValue("1h") Duration retention) {}
}
