package io.txgroup.protocol.net;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/**
 * Proves over HTTP which service asks, in the request's header {@code Authorization}, without sending its secret: an
 * HMAC-SHA256 by the secret over what is asked for, the service, the asker's time and a random nonce. So a proof that
 * somebody reads on its way is of use for nothing else, and not for long.
 *
 * <pre>
 * Authorization: TxGroup service=order, time=1790000000000, nonce=&lt;32 hex digits&gt;, proof=&lt;64 hex digits&gt;
 * </pre>
 *
 * @param service the service that asks; percent-encoded in the header
 * @param time the asker's clock, in milliseconds since 1970
 * @param nonce 16 random bytes in hexadecimal digits
 * @param proof the HMAC in hexadecimal digits
 */
public record RequestProof(String service, long time, String nonce, String proof) {
    /** The name of the scheme, which a refusal names in {@code WWW-Authenticate}. */
    public static final String SCHEME = "TxGroup";

    /** What is asked for: where the managers are. */
    public static final String OF_MANAGERS = "GET /api/managers";

    private static final int NONCE_BYTES = 16;
    private static final int MAX_HEADER = 1_000;
    private static final byte[] ROLE = "txgroup http".getBytes(StandardCharsets.UTF_8);
    private static final Pattern FORM = Pattern.compile(
            SCHEME + " service=([^ ,]{1,600}), time=(\\d{1,18}), nonce=([0-9a-f]{32}), proof=([0-9a-f]{64})");

    public RequestProof {
        requireNonNull(service, "service is null");
        requireNonNull(nonce, "nonce is null");
        requireNonNull(proof, "proof is null");
    }

    /** The proof of one request, which must not be used for a second one. */
    public static RequestProof of(String asked, String service, Secret secret, long time, SecureRandom random) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        return new RequestProof(service, time, nonce, hmac(asked, service, secret, time, nonce));
    }

    /** Reads the header; empty if it is not one of this scheme. */
    public static Optional<RequestProof> parse(String header) {
        Matcher matcher = FORM.matcher(header.length() > MAX_HEADER ? "" : header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RequestProof(
                    URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8),
                    Long.parseLong(matcher.group(2)),
                    matcher.group(3),
                    matcher.group(4)));
        } catch (IllegalArgumentException malformedPercents) {
            return Optional.empty();
        }
    }

    /** The header's value. */
    public String header() {
        return SCHEME + " service=" + URLEncoder.encode(service, StandardCharsets.UTF_8) + ", time=" + time + ", nonce="
                + nonce + ", proof=" + proof;
    }

    /** What the proof would be with that secret. */
    String expected(String asked, Secret secret) {
        return hmac(asked, service, secret, time, nonce);
    }

    private static String hmac(String asked, String service, Secret secret, long time, String nonce) {
        Mac hmac = secret.hmac();
        hmac.update(ROLE);
        for (String part : new String[] {asked, service, Long.toString(time), nonce}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            hmac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            hmac.update(bytes);
        }
        return HexFormat.of().formatHex(hmac.doFinal());
    }

    /** Without the proof: it may stand in a log. */
    @Override
    public String toString() {
        return "service " + service + " at " + time;
    }
}
