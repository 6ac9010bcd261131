package io.txgroup.redis;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A script that Redis runs in one step, with the name that Redis has for it. */
enum RedisScript {
    PREPARE("common", "counted", "permitted", "prepare"),
    CHECK("common", "counted", "check"),
    INDEX("common", "promised", "index"),
    COMMIT("common", "promised", "apply", "commit"),
    DIRECT("common", "promised", "permitted", "apply", "direct"),
    ALONE("common", "counted", "permitted", "apply", "alone"),
    ROLLBACK("common", "promised", "rollback"),
    PROVE("common", "promised", "prove");

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
