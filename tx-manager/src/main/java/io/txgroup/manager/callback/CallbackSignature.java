package io.txgroup.manager.callback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is posted: {@code sha256=} and the HMAC-SHA256, in hexadecimal digits, by the secret's UTF-8 bytes over the
 * value of the header {@link #TIME}, a full stop, and the body's bytes. Thread-safe.
 */
final class CallbackSignature {
    /** The header with the manager's clock, in milliseconds since 1970, when the attempt was made. */
    static final String TIME = "Tx-Callback-Time";

    /** The header with the signature. */
    static final String HEADER = "Tx-Callback-Signature";

    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    CallbackSignature(String secret) {
        key = new SecretKeySpec(secret.strip().getBytes(UTF_8), HMAC);
    }

    String of(long time, byte[] body) {
        try {
            Mac hmac = Mac.getInstance(HMAC);
            hmac.init(key);
            hmac.update((time + ".").getBytes(US_ASCII));
            return "sha256=" + HexFormat.of().formatHex(hmac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + HMAC, e);
        }
    }
}
