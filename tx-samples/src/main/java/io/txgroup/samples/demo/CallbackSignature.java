package io.txgroup.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What proves that a manager has sent a body, and has sent it just now; {@code docs/callback.md} says how. */
final class CallbackSignature {
    static final String TIME = "Tx-Callback-Time";
    static final String SIGNATURE = "Tx-Callback-Signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration MOST_AWAY = Duration.ofMinutes(5);

    private final SecretKeySpec key;

    CallbackSignature(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    }

    /** Why such a body is refused; empty if a manager has sent it. */
    Optional<String> trouble(@Nullable String time, @Nullable String signature, byte[] body, long nowMillis) {
        if (time == null || signature == null || !time.matches("\\d{1,15}")) {
            return Optional.of("it is not signed");
        }
        byte[] wanted = of(time, body).getBytes(UTF_8);
        if (!MessageDigest.isEqual(wanted, signature.getBytes(UTF_8))) {
            return Optional.of("it is not signed with the managers' secret");
        }
        long away = Math.abs(nowMillis - Long.parseLong(time));
        return away > MOST_AWAY.toMillis()
                ? Optional.of("it was signed " + away + " ms away from now, and " + MOST_AWAY.toMillis()
                        + " ms are allowed: somebody sends it again")
                : Optional.empty();
    }

    /** What belongs to that body at that time. */
    String of(String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((time + ".").getBytes(UTF_8));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM, e);
        }
    }
}
