package io.txgroup.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys of the application's data. */
final class Keys {
    private static final int SHOWN = 80;

    private Keys() {}

    /** A key as messages show it: what can't be printed is escaped, what is long is cut. */
    static String shown(byte[] key) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < key.length && text.length() < SHOWN; i++) {
            int c = key[i] & 0xff;
            text.append(c >= ' ' && c < 0x7f ? String.valueOf((char) c) : String.format("\\x%02x", c));
        }
        return text.length() < SHOWN ? text.toString() : text + "...";
    }

    static String shown(ByteBuffer key) {
        return shown(bytes(key));
    }

    /** Something equal for equal keys. */
    static ByteBuffer of(byte[] key) {
        return ByteBuffer.wrap(key);
    }

    static byte[] bytes(ByteBuffer key) {
        byte[] copy = new byte[key.remaining()];
        key.duplicate().get(copy);
        return copy;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
