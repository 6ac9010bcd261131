package io.txgroup.redis.core;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which types the keys of a queue must have before it is applied, and which they will have after each command, as far as
 * that is known: so a command that would fail is found before anybody has said yes. Not thread-safe.
 */
final class KeyTypes {
    /** It is not known any more, so nothing is required. */
    private static final String ANY = "any";

    private static final String NONE = "none";

    private final Map<ByteBuffer, String> required = new TreeMap<>();
    private final Map<ByteBuffer, String> now = new HashMap<>();

    /**
     * One more command.
     *
     * @param type what it needs and leaves, as the table of commands has it
     * @throws IllegalArgumentException if it would fail because of what is queued before it
     */
    void add(WireCommand command, List<byte[]> keys, String type) {
        if (keys.isEmpty() || type.equals("-")) {
            return;
        }
        if (type.startsWith("=")) {
            keys.forEach(key -> now.put(Keys.of(key), type.substring(1)));
        } else if (type.equals("?") || type.equals("~")) {
            keys.forEach(key -> now.put(Keys.of(key), ANY));
        } else {
            boolean mayBeGone = type.endsWith("~");
            String needed = mayBeGone ? type.substring(0, type.length() - 1) : type;
            keys.forEach(key -> need(command, Keys.of(key), needed, mayBeGone));
        }
    }

    private void need(WireCommand command, ByteBuffer key, String needed, boolean mayBeGone) {
        @Nullable String before = now.get(key);
        if (before == null) {
            required.put(key, needed);
        } else if (!before.equals(ANY) && !before.equals(NONE) && !before.equals(needed)) {
            throw new IllegalArgumentException(command.name() + " needs a " + needed + " at key " + Keys.shown(key)
                    + ", where an earlier write of the group leaves a " + before);
        }
        now.put(key, mayBeGone ? ANY : needed);
    }

    /** What each key must be, or not be there at all, when the queue is applied. */
    Map<ByteBuffer, String> required() {
        return Map.copyOf(required);
    }
}
