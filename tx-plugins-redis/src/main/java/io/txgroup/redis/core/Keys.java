package io.txgroup.redis.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys of the application's data. */
public final class Keys {
    private static final int SHOWN = 80;

    private Keys() {}

    /** A key as messages show it: what can't be printed is escaped, what is long is cut. */
    public static String shown(byte[] key) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < key.length && text.length() < SHOWN; i++) {
            int c = key[i] & 0xff;
            text.append(c >= ' ' && c < 0x7f ? String.valueOf((char) c) : String.format("\\x%02x", c));
        }
        return text.length() < SHOWN ? text.toString() : text + "...";
    }

    /** The same of {@link #of}. */
    public static String shown(ByteBuffer key) {
        return shown(bytes(key));
    }

    /** Something equal for equal keys. */
    public static ByteBuffer of(byte[] key) {
        return ByteBuffer.wrap(key);
    }

    /** The key of {@link #of}. */
    public static byte[] bytes(ByteBuffer key) {
        byte[] copy = new byte[key.remaining()];
        key.duplicate().get(copy);
        return copy;
    }

    /** A text as it goes over the wire. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
