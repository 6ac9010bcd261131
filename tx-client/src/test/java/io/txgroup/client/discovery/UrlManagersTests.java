package io.txgroup.client.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.txgroup.client.net.ManagerAddress;
import io.txgroup.client.net.ManagersUnknownException;
import io.txgroup.protocol.net.RequestGuard;
import io.txgroup.protocol.net.RequestProof;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlManagersTests {
    private static final Secret SECRET = Secret.of("a secret that is long enough");

    private final RequestGuard guard =
            new RequestGuard(new ServiceSecrets(Map.of("order", List.of(SECRET))), System::currentTimeMillis);
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "{\"managers\": [\"127.0.0.1:7300\", \"[::1]:7301\"]}";
    private volatile boolean silent;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/managers", exchange -> {
            asked.incrementAndGet();
            Optional<String> refusal =
                    guard.refusal(exchange.getRequestHeaders().getFirst("Authorization"), RequestProof.OF_MANAGERS);
            if (silent) {
                await();
            }
            byte[] answer = refusal.orElse(body).getBytes(StandardCharsets.UTF_8);
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(refusal.isPresent() ? 401 : status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void readsWhatIsListed() {
        assertThat(managers(SECRET).addresses())
                .containsExactlyInAnyOrder(new ManagerAddress("127.0.0.1", 7300), new ManagerAddress("::1", 7301));
    }

    @Test
    void asksAgainOnlyAfterSomeSecondsAndWithAProofOfItsOwn() {
        UrlManagers managers = managers(SECRET);
        managers.addresses();
        managers.addresses();
        assertThat(asked).hasValue(1);

        pass(Duration.ofSeconds(5));
        body = "{\"managers\": [\"127.0.0.1:7400\"]}";

        assertThat(managers.addresses()).containsExactly(new ManagerAddress("127.0.0.1", 7400));
        assertThat(asked).hasValue(2);
    }

    @Test
    void saysWhatToDoAboutASecretThatIsNotTheManagers() {
        assertThatThrownBy(
                        () -> managers(Secret.of("another secret of somebody")).addresses())
                .isInstanceOf(ManagersUnknownException.class)
                .hasMessageContaining("401")
                .hasMessageContaining("'order'")
                .hasMessageContaining("tx.client.secret");
    }

    @Test
    void aRefusalStaysTheSameTroubleHoweverItsNumbersChange() {
        UrlManagers managers = managers(SECRET);
        status = 401;
        body = "{\"detail\": \"the clocks are 130001 ms apart\"}";
        ManagersUnknownException first = catchThrowableOfType(ManagersUnknownException.class, managers::addresses);
        pass(Duration.ofSeconds(1));
        body = "{\"detail\": \"the clocks are 130002 ms apart\"}";
        ManagersUnknownException second = catchThrowableOfType(ManagersUnknownException.class, managers::addresses);
        pass(Duration.ofSeconds(1));
        status = 500;
        ManagersUnknownException other = catchThrowableOfType(ManagersUnknownException.class, managers::addresses);

        assertThat(second).hasMessageContaining("130002 ms");
        assertThat(second.kind()).isEqualTo(first.kind());
        assertThat(other.kind()).isNotEqualTo(first.kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>hello</html>",
                "",
                "[]",
                "{\"managers\": \"127.0.0.1:7300\"}",
                "{\"managers\": [\"nowhere\"]}",
                "{\"managers\": [null]}",
                "{}"
            })
    void refusesAnAnswerThatNoManagerGives(String garbage) {
        body = garbage;

        assertThatThrownBy(() -> managers(SECRET).addresses())
                .isInstanceOf(ManagersUnknownException.class)
                .hasMessageContaining("Something else than a manager answers there");
    }

    @Test
    void refusesAnAnswerThatIsTooLong() {
        body = "{\"managers\": [\"" + "1".repeat(70_000) + "\"]}";

        assertThatThrownBy(() -> managers(SECRET).addresses()).hasMessageContaining("more than 65536 bytes");
    }

    @Test
    void followsNoRedirect() {
        status = 302;

        assertThatThrownBy(() -> managers(SECRET).addresses())
                .hasMessageContaining("302")
                .hasMessageContaining("without a redirect");
    }

    @Test
    void saysThatAManagerHasNoStore() {
        status = 503;
        body = "{\"detail\": \"the managers' store does not answer\"}";

        assertThatThrownBy(() -> managers(SECRET).addresses())
                .hasMessageContaining("503")
                .hasMessageContaining("store does not answer");
    }

    @Test
    void doesNotWaitLongForASilentServer() {
        silent = true;
        UrlManagers managers = new UrlManagers(url(), "order", SECRET, Duration.ofMillis(50), clock::get);

        assertThatThrownBy(managers::addresses).hasMessageContaining("not answered within 50 ms");
    }

    @Test
    void saysThatNobodyListens() {
        UrlManagers managers = managers(SECRET);
        server.stop(0);

        assertThatThrownBy(managers::addresses).hasMessageContaining("is not reached");
    }

    @Test
    void recoversFromTroubleWithTheNextLook() {
        UrlManagers managers = managers(SECRET);
        status = 500;
        assertThatThrownBy(managers::addresses).isInstanceOf(ManagersUnknownException.class);
        assertThatThrownBy(managers::addresses).isInstanceOf(ManagersUnknownException.class);
        assertThat(asked).hasValue(1);
        status = 200;
        pass(Duration.ofSeconds(1));

        assertThat(managers.addresses()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tx.example.com",
                "ftp://tx.example.com/",
                "http://",
                "/api/managers",
                "http://a b/",
                "http://u:p@host/x"
            })
    void refusesAUrlThatCanNotBeAsked(String text) {
        assertThatThrownBy(() -> UrlManagers.checked(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("URL");
    }

    private UrlManagers managers(Secret secret) {
        return new UrlManagers(url(), "order", secret, Duration.ofSeconds(20), clock::get);
    }

    private URI url() {
        return UrlManagers.checked("http://127.0.0.1:" + server.getAddress().getPort() + "/api/managers");
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
