package io.txgroup.redis;

import io.txgroup.redis.core.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.data.domain.Range;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.DefaultTypedTuple;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/** Every kind of write that RedisTemplate has, under a prefix, in an order that matters. */
final class ManyWrites {
    private final StringRedisTemplate redis;
    private final String prefix;
    private int done;

    private ManyWrites(StringRedisTemplate redis, String prefix) {
        this.redis = redis;
        this.prefix = prefix;
    }

    /** How many commands were given. */
    static int run(StringRedisTemplate redis, String prefix) {
        ManyWrites writes = new ManyWrites(redis, prefix);
        writes.strings();
        writes.keys();
        writes.lists();
        writes.sets();
        writes.hashes();
        writes.sortedSets();
        writes.others();
        return writes.done;
    }

    private String key(String name) {
        done++;
        return again(name);
    }

    private String again(String name) {
        return prefix + name;
    }

    private void strings() {
        var values = redis.opsForValue();
        values.set(key("set"), "1");
        values.set(key("expiring"), "2", Duration.ofHours(1));
        values.append(key("set"), "0");
        values.set(key("set"), "x", 3);
        values.setBit(key("bits"), 7, true);
        values.multiSet(Map.of(key("many-1"), "1", again("many-2"), "2"));
        values.increment(key("count"));
        values.increment(key("count"), 41);
        values.increment(key("real"), 0.5);
        values.decrement(key("count"));
        values.decrement(key("count"), 2);
        values.setIfAbsent(key("absent"), "first");
        values.setIfAbsent(key("absent"), "second");
        values.setIfPresent(key("absent"), "third");
        values.getAndSet(key("swapped"), "new");
        values.set(key("taken"), "gone");
        values.getAndDelete(key("taken"));
        values.getAndExpire(key("count"), Duration.ofHours(1));
        values.multiSetIfAbsent(Map.of(key("{n}1"), "1", again("{n}2"), "2"));
    }

    private void keys() {
        redis.opsForValue().set(key("deleted"), "x");
        redis.delete(key("deleted"));
        redis.opsForValue().set(key("unlinked"), "x");
        redis.unlink(List.of(key("unlinked"), again("many-1")));
        redis.expire(key("set"), Duration.ofHours(2));
        redis.expireAt(key("bits"), Instant.now().plusSeconds(3600));
        redis.persist(key("set"));
        redis.opsForValue().set(key("{r}old"), "renamed");
        redis.rename(key("{r}old"), again("{r}new"));
        redis.renameIfAbsent(key("{r}new"), again("{r}newer"));
        redis.copy(key("{r}newer"), again("{r}copy"), false);
    }

    private void lists() {
        var lists = redis.opsForList();
        lists.leftPush(key("{l}list"), "b");
        lists.leftPushAll(key("{l}list"), "a", "z");
        lists.rightPush(key("{l}list"), "c");
        lists.rightPushIfPresent(key("{l}list"), "d");
        lists.leftPushIfPresent(key("{l}none"), "d");
        lists.set(key("{l}list"), 0, "y");
        lists.leftPush(key("{l}list"), "c", "before");
        lists.remove(key("{l}list"), 1, "a");
        lists.leftPop(key("{l}list"));
        lists.rightPop(key("{l}list"));
        lists.rightPopAndLeftPush(key("{l}list"), again("{l}other"));
        lists.move(key("{l}list"), Direction.LEFT, again("{l}other"), Direction.RIGHT);
        lists.rightPushAll(key("{l}other"), "1", "2", "3");
        lists.trim(key("{l}other"), 1, 3);
    }

    private void sets() {
        var sets = redis.opsForSet();
        sets.add(key("{s}a"), "1", "2", "3");
        sets.add(key("{s}b"), "2", "3", "4");
        sets.remove(key("{s}a"), "3");
        sets.unionAndStore(key("{s}a"), again("{s}b"), again("{s}union"));
        sets.intersectAndStore(key("{s}a"), again("{s}b"), again("{s}both"));
        sets.differenceAndStore(key("{s}a"), again("{s}b"), again("{s}rest"));
        sets.move(key("{s}a"), "1", again("{s}b"));
        sets.pop(key("{s}rest"));
    }

    private void hashes() {
        var hashes = redis.<String, String>opsForHash();
        hashes.put(key("hash"), "a", "1");
        hashes.putAll(key("hash"), Map.of("b", "2", "c", "3"));
        hashes.putIfAbsent(key("hash"), "a", "9");
        hashes.increment(key("hash"), "a", 5L);
        hashes.increment(key("hash"), "real", 0.25);
        hashes.delete(key("hash"), "c");
    }

    private void sortedSets() {
        var sorted = redis.opsForZSet();
        sorted.add(key("{z}a"), "one", 1);
        sorted.add(key("{z}a"), Set.of(new DefaultTypedTuple<>("two", 2.0), new DefaultTypedTuple<>("three", 3.0)));
        sorted.add(key("{z}b"), "two", 5);
        sorted.incrementScore(key("{z}a"), "one", 10);
        sorted.remove(key("{z}a"), "three");
        sorted.unionAndStore(key("{z}a"), again("{z}b"), again("{z}union"));
        sorted.intersectAndStore(key("{z}a"), again("{z}b"), again("{z}both"));
        sorted.differenceAndStore(key("{z}a"), List.of(again("{z}b")), again("{z}rest"));
        sorted.rangeAndStoreByScore(
                key("{z}union"),
                again("{z}range"),
                Range.unbounded(),
                Limit.limit().count(1));
        sorted.add(key("{z}c"), "a", 0);
        sorted.add(key("{z}c"), "b", 0);
        sorted.add(key("{z}c"), "c", 3);
        sorted.add(key("{z}c"), "d", 4);
        sorted.add(key("{z}c"), "e", 5);
        sorted.removeRangeByLex(key("{z}c"), Range.closed("a", "a"));
        sorted.removeRangeByScore(key("{z}c"), 3, 3);
        sorted.removeRange(key("{z}c"), 0, 0);
        sorted.popMin(key("{z}c"));
        sorted.popMax(key("{z}union"));
    }

    private void others() {
        redis.opsForGeo().add(key("geo"), new Point(13.36, 38.11), "Palermo");
        redis.opsForHyperLogLog().add(key("{h}log"), "a", "b");
        redis.opsForHyperLogLog().union(key("{h}all"), again("{h}log"));
        redis.opsForStream()
                .add(StreamRecords.string(Map.of("n", "1"))
                        .withStreamKey(key("stream"))
                        .withId(RecordId.of("1-1")));
        redis.opsForStream()
                .add(StreamRecords.string(Map.of("n", "2"))
                        .withStreamKey(key("stream"))
                        .withId(RecordId.of("2-1")));
        redis.opsForStream().delete(key("stream"), "1-1");
        redis.opsForStream().trim(key("stream"), 10);
        redis.convertAndSend(key("channel"), "hello");
        redis.execute(
                RedisScript.of("redis.call('SET', KEYS[1], ARGV[1] .. '!') return nil"),
                List.of(key("script")),
                "from a script");
        String digits = again("{o}and");
        redis.opsForValue().set(key("{o}bits"), "abc");
        redis.execute((org.springframework.data.redis.core.RedisCallback<Object>) connection ->
                connection.stringCommands().bitOp(BitOperation.NOT, Keys.utf8(digits), Keys.utf8(again("{o}bits"))));
        done++;
    }

    /** What is there under a prefix now, each key without it. */
    static Map<String, Object> snapshot(StringRedisTemplate outside, String prefix) {
        Map<String, Object> found = new TreeMap<>();
        for (String key : outside.keys(prefix + "*")) {
            List<Object> value = new ArrayList<>();
            value.add(
                    switch (outside.type(key)) {
                        // of a HyperLogLog a count is kept as soon as somebody has asked for it
                        case STRING ->
                            key.contains("{h}")
                                    ? outside.opsForHyperLogLog().size(key)
                                    : HexFormat.of().formatHex(bytes(outside, key));
                        case LIST -> outside.opsForList().range(key, 0, -1);
                        case SET -> new TreeSet<>(outside.opsForSet().members(key));
                        case HASH -> new TreeMap<>(outside.opsForHash().entries(key));
                        case ZSET ->
                            outside.opsForZSet().rangeWithScores(key, 0, -1).toString();
                        case STREAM ->
                            outside.opsForStream().range(key, Range.unbounded()).stream()
                                    .map(record -> record.getId() + "=" + record.getValue())
                                    .toList();
                        default -> "?";
                    });
            value.add(outside.getExpire(key) > 0 ? "expires" : "stays");
            found.put(key.substring(prefix.length()), value);
        }
        return found;
    }

    private static byte[] bytes(StringRedisTemplate outside, String key) {
        return outside.execute((org.springframework.data.redis.core.RedisCallback<byte[]>)
                connection -> connection.stringCommands().get(Keys.utf8(key)));
    }
}
