package io.txgroup.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestGuardTests {
    private static final String ASKED = RequestProof.OF_MANAGERS;
    private static final Secret OLD = Secret.of("an old secret of the order service");
    private static final Secret NEW = Secret.of("a new secret of the order service");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AtomicLong clock = new AtomicLong(1_790_000_000_000L);
    private final RequestGuard guard =
            new RequestGuard(new ServiceSecrets(Map.of("order & co", List.of(OLD, NEW))), clock::get);

    @Test
    void takesARequestThatEitherValidSecretProves() {
        assertThat(guard.refusal(header(OLD), ASKED)).isEmpty();
        assertThat(guard.refusal(header(NEW), ASKED)).isEmpty();
    }

    @Test
    void refusesAnotherSecretAndAnotherService() {
        assertThat(guard.refusal(header(Secret.of("a secret of nobody here")), ASKED))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("order & co").contains("tx.client.secret"));
        String other =
                RequestProof.of(ASKED, "storage", OLD, clock.get(), RANDOM).header();
        assertThat(guard.refusal(other, ASKED)).isPresent();
    }

    @Test
    void refusesAProofThatWasMadeForSomethingElse() {
        assertThat(guard.refusal(header(OLD), "GET /something")).isPresent();
    }

    @Test
    void refusesAProofWhoseFieldsWereChanged() {
        RequestProof proof = RequestProof.of(ASKED, "order & co", OLD, clock.get(), RANDOM);
        String later = new RequestProof(proof.service(), proof.time() + 1, proof.nonce(), proof.proof()).header();
        assertThat(guard.refusal(later, ASKED)).isPresent();
    }

    @Test
    void refusesATimeThatIsTooFarAwayEitherWayAndSaysHowFar() {
        String header = header(OLD);
        clock.addAndGet(RequestGuard.TOLERANCE.toMillis() + 1);
        assertThat(guard.refusal(header, ASKED))
                .hasValueSatisfying(why -> assertThat(why).contains("120001 ms behind"));
        clock.addAndGet(-2 * RequestGuard.TOLERANCE.toMillis() - 2);
        assertThat(guard.refusal(header, ASKED))
                .hasValueSatisfying(why -> assertThat(why).contains("120001 ms ahead"));
    }

    @Test
    void refusesARequestThatIsMadeAgain() {
        String header = header(OLD);
        assertThat(guard.refusal(header, ASKED)).isEmpty();
        assertThat(guard.refusal(header, ASKED))
                .hasValueSatisfying(why -> assertThat(why).contains("made before"));
    }

    @Test
    void refusesWhatIsNoProof() {
        String good = header(OLD);
        for (String header : new String[] {
            null,
            "",
            "Basic b3JkZXI6c2VjcmV0",
            good + " ",
            good.replace("time=", "time=x"),
            good.replace("%26", "%zz"),
            good.repeat(20)
        }) {
            assertThat(guard.refusal(header, ASKED))
                    .as(String.valueOf(header))
                    .hasValueSatisfying(why -> assertThat(why).contains("needs a header"));
        }
    }

    private String header(Secret secret) {
        return RequestProof.of(ASKED, "order & co", secret, clock.get(), RANDOM).header();
    }
}
