package io.txgroup.redis.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script that Redis runs in one step, with the name that Redis has for it. */
public enum RedisScript {
    /** Stores a queue. */
    PREPARE("common", "counted", "permitted", "prepare"),
    /** Looks whether what was read and what is needed is still so. */
    CHECK("common", "counted", "check"),
    /** Notes what is prepared and what has ended, where that is in another slot. */
    INDEX("common", "promised", "index"),
    /** Applies a stored queue. */
    COMMIT("common", "promised", "apply", "commit"),
    /** Applies a queue that was never stored, and leaves marks. */
    DIRECT("common", "promised", "permitted", "apply", "direct"),
    /** Applies the queue of a unit that is alone in its group. */
    ALONE("common", "counted", "permitted", "apply", "alone"),
    /** Removes a stored queue, and keeps it from coming late. */
    ROLLBACK("common", "promised", "rollback"),
    /** Finds out how a queue has ended, and forbids that it is applied later. */
    PROVE("common", "promised", "prove");

    private final String text;
    private final String digest;

    RedisScript(String... files) {
        StringBuilder whole = new StringBuilder();
        for (String file : files) {
            whole.append(read(file + ".lua"));
        }
        this.text = whole.toString();
        this.digest = sha1(text());
    }

    private static String sha1(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-1, this one does not", e);
        }
    }

    /** In Lua. */
    public byte[] text() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name that Redis has for it ({@code EVALSHA}). */
    public String digest() {
        return digest;
    }

    private static String read(String file) {
        try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The jar of tx-plugins-redis has no " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
