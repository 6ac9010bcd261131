package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.Calls;
import io.txgroup.feign.RecordingCalls;
import io.txgroup.feign.RecordingCalls.RecordedInbound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What a service says to its caller, in whatever container it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InboundContract {
    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext application;
    private RecordingCalls calls;

    /** Has the container's factory as a bean. */
    abstract Class<?> container();

    @BeforeAll
    void start() {
        application = new SpringApplicationBuilder(ServingApplication.class, container())
                .web(WebApplicationType.SERVLET)
                .properties(
                        "server.port=0",
                        "tx.client.enabled=false",
                        "spring.main.banner-mode=off",
                        "spring.web.error.include-message=always")
                .run();
        calls = application.getBean(RecordingCalls.class);
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void reportsOnASuccess() {
        HttpResponse<String> reply = get("/fine", "0.1");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("fine");
        assertThat(report(reply)).containsExactly(RecordingCalls.REPORT);
        RecordedInbound call = lastCall();
        assertThat(call.header).isEqualTo("0.1");
        assertThat(call.failures).isEmpty();
        isClosedSoon(call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status/201", "/status/204", "/status/302"})
    void reportsOnEveryStatusThatIsNoError(String path) {
        HttpResponse<String> reply = get(path, "0.1");

        assertThat(report(reply)).containsExactly(RecordingCalls.REPORT);
        assertThat(lastCall().failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/status/400",
                "/status/404",
                "/status/500",
                "/sends-error",
                "/throws",
                "/advised",
                "/no-such-path",
                "/failing-filter"
            })
    void saysRollbackOnlyOnEveryErrorReply(String path) {
        HttpResponse<String> reply = get(path, "0.1");

        assertThat(reply.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(report(reply)).containsExactly("rollback-only");
        RecordedInbound call = lastCall();
        assertThat(call.failures).hasSize(1);
        isClosedSoon(call);
    }

    @Test
    void saysWhyACallFailed() {
        get("/throws", "0.1");

        assertThat(lastCall().failures.get(0)).contains("GET /throws threw").contains("broken");
    }

    @Test
    void keepsTheReportWhenTheApplicationResetsTheResponse() {
        HttpResponse<String> reply = get("/resets", "0.1");

        assertThat(report(reply)).containsExactly(RecordingCalls.REPORT);
    }

    @Test
    void keepsItsOwnReportWhenTheApplicationPassesOnAnotherServicesHeaders() {
        HttpResponse<String> reply = get("/foreign-report", "0.1");

        assertThat(report(reply)).containsExactly(RecordingCalls.REPORT);
        assertThat(reply.headers().allValues("X-Other")).containsExactly("kept");
    }

    @Test
    void failsACallWhoseReplyLeftBeforeItsMethodReturned() {
        assertThatThrownBy(() -> {
                    HttpResponse<String> reply = get("/flushes-early", "0.1");
                    throw new IOException("got " + reply);
                })
                .isInstanceOfAny(IOException.class, UncheckedIOException.class);

        isClosedSoon(lastCall());
        assertThat(lastCall().failures).hasSize(1);
        assertThat(lastCall().failures.get(0)).contains("left before the called method had returned");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/callable", "/future", "/streaming"})
    void refusesToAnswerACallOfAGroupAsynchronously(String path) {
        HttpResponse<String> reply = get(path, "0.1");

        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(report(reply)).containsExactly("rollback-only");
        assertThat(reply.body()).contains("can't be answered asynchronously");
        isClosedSoon(lastCall());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/callable", "/future", "/streaming", "/fine"})
    void letsACallWithoutAGroupPass(String path) {
        int served = calls.served.size();

        HttpResponse<String> reply = get(path);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(report(reply)).isEmpty();
        assertThat(calls.served).hasSize(served);
    }

    @Test
    void refusesAHeaderThatItCannotRead() {
        int served = calls.served.size();

        HttpResponse<String> reply = get("/fine", "no header at all \"\\");

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(reply.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Malformed group header\",\"status\":400,"
                        + "\"detail\":\"can't read \\\"no header at all \\\"\\\\\\\"\"}");
        assertThat(calls.served).hasSize(served);
    }

    @Test
    void refusesTwoHeaders() {
        HttpResponse<String> reply = get("/fine", "0.1", "0.2");

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("2 headers Tx-Group");
    }

    @Test
    void opensNoUnitForACallerWhoIsNotLetIn() {
        int served = calls.served.size();

        HttpResponse<String> reply = get("/private", "0.1");

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(calls.served).hasSize(served);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/written", "/redirected", "/begins-again", "/status/204"})
    void answersForAWholeRequestBeforeAnyOfItsReplyLeaves(String path) {
        calls.answerAtTheEnd(true);

        HttpResponse<String> reply = get(path, "0.1");

        assertThat(report(reply)).containsExactly(RecordingCalls.REPORT);
        assertThat(lastCall().failures).isEmpty();
        switch (path) {
            case "/redirected" ->
                assertThat(reply.headers().firstValue("Location").orElse("")).endsWith("/fine");
            case "/written" -> assertThat(reply.body()).isEqualTo("\u00e4".repeat(50_000));
            case "/status/204" -> assertThat(reply.statusCode()).isEqualTo(204);
            default -> assertThat(reply.body()).isEqualTo("fine");
        }
        isClosedSoon(lastCall());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/throws", "/advised", "/changes-its-mind", "/status/500", "/sends-error", "/callable"})
    void saysRollbackOnlyOnEveryErrorReplyToAWholeRequest(String path) {
        calls.answerAtTheEnd(true);

        HttpResponse<String> reply = get(path, "0.1");

        assertThat(reply.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(report(reply)).containsExactly("rollback-only");
        assertThat(lastCall().failures).hasSize(1);
        isClosedSoon(lastCall());
    }

    @Test
    void makesAnErrorOfTheReplyToAWholeRequestThatCannotJoin() {
        calls.answerAtTheEnd(true);
        calls.refuseAtTheEnd(new IllegalStateException("a constraint is broken"));

        HttpResponse<String> reply = get("/written", "0.1");

        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(report(reply)).containsExactly("rollback-only");
        assertThat(lastCall().failures.get(0)).contains("a constraint is broken");
    }

    @AfterEach
    void annotatedMethodsAnswer() {
        calls.answerAtTheEnd(false);
        calls.refuseAtTheEnd(null);
    }

    /** The reply may be here first. */
    private static void isClosedSoon(RecordedInbound call) {
        Awaitility.await().untilAsserted(() -> assertThat(call.closed).isTrue());
    }

    private RecordedInbound lastCall() {
        return calls.served.get(calls.served.size() - 1);
    }

    private static List<String> report(HttpResponse<String> reply) {
        return reply.headers().allValues(Calls.REPORT_HEADER);
    }

    private HttpResponse<String> get(String path, String... groupHeaders) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        for (String header : groupHeaders) {
            request.header(Calls.GROUP_HEADER, header);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
