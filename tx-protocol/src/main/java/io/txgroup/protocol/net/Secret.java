package io.txgroup.protocol.net;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a service and the managers know and nobody else does. Never printed, never sent. */
public final class Secret {
    /** What a person does to get one. */
    public static final String HOW_TO_MAKE_ONE = "make one with: openssl rand -base64 32";

    private static final int MIN_BYTES = 16;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    private Secret(byte[] bytes) {
        key = new SecretKeySpec(bytes, HMAC);
    }

    /**
     * Takes the text as it was configured; its UTF-8 bytes are the secret.
     *
     * @throws IllegalArgumentException if it has less than 16 bytes; says how to make a better one
     */
    public static Secret of(String text) {
        byte[] bytes = requireNonNull(text, "secret is null").strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "A secret has at least " + MIN_BYTES + " bytes, not " + bytes.length + "; " + HOW_TO_MAKE_ONE);
        }
        return new Secret(bytes);
    }

    /** A secret that nobody has. */
    static Secret unknownToAll(SecureRandom random) {
        byte[] bytes = new byte[Proofs.BYTES];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    Mac hmac() {
        try {
            Mac hmac = Mac.getInstance(HMAC);
            hmac.init(key);
            return hmac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
