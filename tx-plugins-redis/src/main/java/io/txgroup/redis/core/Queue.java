package io.txgroup.redis.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The writes of one unit with keys in one slot, in their order, and what must be so when they are applied. Not thread-safe. */
final class Queue {
    private final List<WireCommand> commands = new ArrayList<>();
    private final Map<ByteBuffer, String> read = new LinkedHashMap<>();
    private final Set<ByteBuffer> written = new HashSet<>();
    private final KeyTypes types = new KeyTypes();

    /**
     * Adds a write.
     *
     * @throws IllegalArgumentException if it would fail because of what is queued before it
     */
    void add(WireCommand command, List<byte[]> keys, String type) {
        types.add(command, keys, type);
        commands.add(command);
        keys.forEach(key -> written.add(Keys.of(key)));
    }

    /** A key was read when its value had that digest; the first time counts. */
    void read(byte[] key, String digest) {
        read.putIfAbsent(Keys.of(key), digest);
    }

    void readAll(Queue before) {
        before.read.forEach(read::putIfAbsent);
    }

    boolean hasRead(byte[] key) {
        return read.containsKey(Keys.of(key));
    }

    boolean hasReads() {
        return !read.isEmpty();
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    boolean writes(byte[] key) {
        return written.contains(Keys.of(key));
    }

    List<WireCommand> commands() {
        return List.copyOf(commands);
    }

    /** What must be so, as scripts take it: a number, keys with digests; a number, keys with types. */
    List<byte[]> conditions() {
        List<byte[]> words = new ArrayList<>();
        pairs(words, read);
        pairs(words, types.required());
        return words;
    }

    private static void pairs(List<byte[]> words, Map<ByteBuffer, String> pairs) {
        words.add(Keys.utf8(Integer.toString(pairs.size() * 2)));
        pairs.forEach((key, value) -> {
            words.add(Keys.bytes(key));
            words.add(Keys.utf8(value));
        });
    }

    /** The commands, as scripts take them and the stored list has them: of each the number of words, and they. */
    List<byte[]> words() {
        List<byte[]> words = new ArrayList<>();
        for (WireCommand command : commands) {
            words.add(Keys.utf8(Integer.toString(command.size())));
            words.addAll(command.words());
        }
        return words;
    }
}
