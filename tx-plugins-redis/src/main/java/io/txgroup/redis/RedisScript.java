package io.txgroup.redis;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A script that Redis runs in one step, with the name that Redis has for it. */
enum RedisScript {
    PREPARE("common", "prepare"),
    CHECK("common", "check"),
    INDEX("common", "index"),
    COMMIT("common", "apply", "commit"),
    DIRECT("common", "apply", "direct"),
    ALONE("common", "apply", "alone"),
    ROLLBACK("common", "rollback"),
    PROVE("common", "prove");

    private final String text;
    private final String digest;

    RedisScript(String... files) {
        StringBuilder whole = new StringBuilder();
        for (String file : files) {
            whole.append(read(file + ".lua"));
        }
        this.text = whole.toString();
        this.digest = Base16.digest(text());
    }

    byte[] text() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String digest() {
        return digest;
    }

    static String read(String file) {
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
