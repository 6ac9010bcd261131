package io.txgroup.protocol.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes or refuses {@link RequestProof}s. A proof is taken once by the same guard, and while its time is not further from
 * this machine's than {@link #TOLERANCE}, either way: this is the one place where clocks of two machines are compared, and
 * nothing but a list of addresses hangs on it. Another manager's guard would take the same proof once more within that
 * time. Thread-safe.
 */
public final class RequestGuard {
    /** How far the clocks of asker and manager may be apart. */
    public static final Duration TOLERANCE = Duration.ofMinutes(2);

    private static final int MOST_NONCES = 100_000;

    private final ServiceSecrets secrets;
    private final LongSupplier epochMillis;
    private final Map<String, Long> taken = new LinkedHashMap<>();

    /**
     * Prepares to take requests.
     *
     * @param epochMillis this machine's clock, in milliseconds since 1970
     */
    public RequestGuard(ServiceSecrets secrets, LongSupplier epochMillis) {
        this.secrets = secrets;
        this.epochMillis = epochMillis;
    }

    /**
     * Looks at the header {@code Authorization} of a request.
     *
     * @param asked what is asked for, as in {@link RequestProof}
     * @return why the request is refused, with what to do next and nothing secret; empty if it is taken
     */
    public Optional<String> refusal(@Nullable String header, String asked) {
        Optional<RequestProof> parsed = header == null ? Optional.empty() : RequestProof.parse(header);
        if (parsed.isEmpty()) {
            return Optional.of("the request needs a header 'Authorization: " + RequestProof.SCHEME
                    + " service=..., time=..., nonce=..., proof=...', as tx-client makes it");
        }
        RequestProof proof = parsed.get();
        if (!isAuthentic(proof, asked)) {
            return Optional.of("it calls itself '" + PeerWords.printable(proof.service())
                    + "' but knows no valid secret of that service; give both the same (tx.client.secret there,"
                    + " tx.manager.secrets here)");
        }
        long now = epochMillis.getAsLong();
        long ahead = proof.time() - now;
        if (Math.abs(ahead) > TOLERANCE.toMillis()) {
            return Optional.of("its time is " + Math.abs(ahead) + " ms " + (ahead < 0 ? "behind" : "ahead of")
                    + " this machine's, more than " + TOLERANCE.toMillis() + " ms; set the clocks right");
        }
        if (!isNew(proof, now)) {
            return Optional.of("this very request was made before; each one needs a nonce of its own");
        }
        return Optional.empty();
    }

    private boolean isAuthentic(RequestProof proof, String asked) {
        Secret[] valid = secrets.validFor(proof.service());
        boolean first = isEqual(proof.proof(), proof.expected(asked, valid[0]));
        boolean second = isEqual(proof.proof(), proof.expected(asked, valid[1]));
        return first || second;
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
    }

    /** Only nonces of authentic requests are kept, and only as long as their time would be taken. */
    private synchronized boolean isNew(RequestProof proof, long now) {
        taken.values().removeIf(time -> Math.abs(time - now) > TOLERANCE.toMillis());
        if (taken.size() >= MOST_NONCES) {
            taken.remove(taken.keySet().iterator().next());
        }
        return taken.putIfAbsent(proof.service() + " " + proof.nonce(), proof.time()) == null;
    }
}
