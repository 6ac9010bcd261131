package io.txgroup.verification.simulation.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one server, and the commands that the plugin's scripts and the simulated queues use. An answer is a {@code Long}, a
 * binary text, a list, a {@link Status}, or null. A time to live is taken and not kept: what has one is looked at within seconds.
 * Not thread-safe.
 */
final class RedisData {
    private static final Set<String> WRITES = Set.of("SET", "INCRBY", "DEL", "HSET", "RPUSH", "ZADD", "ZREM");
    private static final String WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";

    private final Map<String, Object> keys;

    RedisData() {
        this(new HashMap<>());
    }

    private RedisData(Map<String, Object> keys) {
        this.keys = keys;
    }

    /** An answer such as OK. */
    record Status(String text) {}

    /** The same keys, which then go their own way. */
    RedisData copy() {
        Map<String, Object> copies = new HashMap<>();
        keys.forEach((key, value) -> copies.put(key, copyOf(value)));
        return new RedisData(copies);
    }

    private static Object copyOf(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        } else if (value instanceof TreeMap<?, ?> hash) {
            return new TreeMap<>(hash);
        }
        return value instanceof TreeSet<?> set ? new TreeSet<>(set) : value;
    }

    static boolean isWrite(List<String> words) {
        return WRITES.contains(name(words));
    }

    private static String name(List<String> words) {
        return words.get(0).toUpperCase(Locale.ROOT);
    }

    /**
     * Does a command.
     *
     * @throws RedisError what is answered instead; nothing is changed then
     */
    @Nullable
    Object call(List<String> words) throws RedisError {
        try {
            return switch (name(words)) {
                case "GET" -> string(words.get(1));
                case "SET" -> set(words.get(1), words.get(2));
                case "INCRBY" -> increment(words.get(1), words.get(2));
                case "DEL" ->
                    words.stream()
                            .skip(1)
                            .filter(key -> keys.remove(key) != null)
                            .count();
                case "TYPE" -> new Status(type(keys.get(words.get(1))));
                case "DUMP" -> dump(words.get(1));
                case "HGET" -> hash(words.get(1)).get(words.get(2));
                case "HGETALL" -> pairs(hash(words.get(1)));
                case "HSET" -> put(words);
                case "RPUSH" -> push(words);
                case "LRANGE" -> range(list(words.get(1)), number(words.get(2)), number(words.get(3)));
                case "ZADD" -> add(words);
                case "ZREM" -> remove(words);
                default -> throw new RedisError("ERR unknown command '" + words.get(0) + "'");
            };
        } catch (IndexOutOfBoundsException e) {
            throw new RedisError("ERR wrong number of arguments for '" + words.get(0) + "' command");
        }
    }

    private static Status ok() {
        return new Status("OK");
    }

    private Object set(String key, String value) {
        keys.put(key, value);
        return ok();
    }

    private Object increment(String key, String by) throws RedisError {
        String before = string(key);
        long sum = (before == null ? 0 : number(before)) + number(by);
        keys.put(key, Long.toString(sum));
        return sum;
    }

    private static long number(String text) throws RedisError {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RedisError("ERR value is not an integer or out of range");
        }
    }

    private static String type(@Nullable Object value) {
        if (value == null) {
            return "none";
        } else if (value instanceof String) {
            return "string";
        } else if (value instanceof List) {
            return "list";
        }
        return value instanceof TreeMap ? "hash" : "zset";
    }

    /** Something that differs for values that differ; not the bytes that a server gives. */
    private @Nullable Object dump(String key) {
        Object value = keys.get(key);
        return value == null ? null : type(value) + value;
    }

    private Object put(List<String> words) throws RedisError {
        Map<String, String> hash = changed(words.get(1), hash(words.get(1)));
        long before = hash.size();
        for (int i = 2; i < words.size(); i += 2) {
            hash.put(words.get(i), words.get(i + 1));
        }
        return hash.size() - before;
    }

    private static List<String> pairs(Map<String, String> hash) {
        List<String> pairs = new ArrayList<>();
        hash.forEach((field, value) -> {
            pairs.add(field);
            pairs.add(value);
        });
        return pairs;
    }

    private Object push(List<String> words) throws RedisError {
        List<String> list = changed(words.get(1), list(words.get(1)));
        list.addAll(words.subList(2, words.size()));
        return (long) list.size();
    }

    private static List<String> range(List<String> list, long from, long to) {
        int first = (int) Math.max(0, from < 0 ? list.size() + from : from);
        int last = (int) Math.min(list.size() - 1, to < 0 ? list.size() + to : to);
        return first > last ? List.of() : List.copyOf(list.subList(first, last + 1));
    }

    private Object add(List<String> words) throws RedisError {
        Set<String> set = changed(words.get(1), sorted(words.get(1)));
        long added = 0;
        for (int i = 2; i < words.size(); i += 2) {
            if (!words.get(i).equals("0")) {
                throw new RedisError("ERR this server knows no other score than 0");
            }
            added += set.add(words.get(i + 1)) ? 1 : 0;
        }
        return added;
    }

    private Object remove(List<String> words) throws RedisError {
        Set<String> set = sorted(words.get(1));
        long removed = words.stream().skip(2).filter(set::remove).count();
        if (set.isEmpty()) {
            keys.remove(words.get(1));
        }
        return removed;
    }

    /** What is written is kept from now on, if it was not before. */
    private <T> T changed(String key, T value) {
        keys.put(key, value);
        return value;
    }

    @Nullable
    String string(String key) throws RedisError {
        Object value = keys.get(key);
        if (value != null && !(value instanceof String)) {
            throw new RedisError(WRONG_TYPE);
        }
        return (String) value;
    }

    List<String> list(String key) throws RedisError {
        return this.<List<String>>of(key, "list", ArrayList::new);
    }

    Map<String, String> hash(String key) throws RedisError {
        return this.<Map<String, String>>of(key, "hash", TreeMap::new);
    }

    Set<String> sorted(String key) throws RedisError {
        return this.<Set<String>>of(key, "zset", TreeSet::new);
    }

    /** The value, or an empty one that is not kept. */
    @SuppressWarnings("unchecked") // the type was looked at
    private <T> T of(String key, String type, Supplier<T> empty) throws RedisError {
        Object value = keys.get(key);
        if (value == null) {
            return empty.get();
        }
        if (!type(value).equals(type)) {
            throw new RedisError(WRONG_TYPE);
        }
        return (T) value;
    }

    /** All of them, in no order. */
    Set<String> keys() {
        return keys.keySet();
    }
}
