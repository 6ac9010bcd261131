package io.txgroup.feign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import feign.Body;
import feign.Capability;
import feign.Client;
import feign.Feign;
import feign.FeignException;
import feign.Headers;
import feign.Logger;
import feign.Param;
import feign.Request;
import feign.RequestLine;
import feign.Response;
import feign.RetryableException;
import feign.Retryer;
import feign.codec.DecodeException;
import feign.codec.ErrorDecoder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeignTests extends OutboundContract {
    private final Feign.Builder builder =
            Feign.builder().addCapability(new GroupCapability(calls)).retryer(Retryer.NEVER_RETRY);

    private Api api(String url) {
        Request.Options options = new Request.Options(Duration.ofSeconds(30), readTimeout, true);
        return builder.options(options).target(Api.class, url);
    }

    @Override
    String call(String url) {
        return api(url).post(URI.create(url));
    }

    @Override
    String callWithRetry(String url) {
        builder.retryer(new Retryer.Default(1, 1, 2));
        return call(url);
    }

    @Override
    String callWithCopiedHeader(String url, String copied) {
        return api(url).postWithHeader(copied);
    }

    @Test
    void makesARetryableErrorReplyAnAttemptThatFailed() {
        peer.replies(503, "busy", REPORT_LINE).replies(200, "fine", REPORT_LINE);
        ErrorDecoder busy = (method, response) ->
                new RetryableException(503, "busy", Request.HttpMethod.POST, 0L, response.request());

        builder.errorDecoder(busy);
        callWithRetry(peer.url());

        assertThat(calls.endings())
                .containsExactly(
                        List.of("failed, report " + RecordingCalls.REPORT),
                        List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void takesADismissed404AsFailed() {
        peer.replies(404, "", REPORT_LINE);

        builder.dismiss404();
        call(peer.url());

        assertThat(calls.endings()).containsExactly(List.of("failed, report " + RecordingCalls.REPORT));
    }

    @Test
    void takesARedirectThatFeignRefusesAsFailed() {
        peer.replies(304, "");

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(FeignException.class);

        assertThat(calls.endings()).containsExactly(List.of("failed, report null"));
    }

    @Test
    void takesTheReplyOfAMethodThatReturnsNothing() {
        peer.replies(200, "ignored", REPORT_LINE);

        api(peer.url()).postOnly();

        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void takesAReplyThatTheCallerCannotDecode() {
        peer.replies(200, "fine", REPORT_LINE);
        builder.decoder((response, type) -> {
            throw new IllegalStateException("not what I expected");
        });

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(DecodeException.class);

        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void waitsForTheCallerToTakeAResponse() throws IOException {
        peer.replies(200, "x".repeat(10_000), REPORT_LINE);

        try (Response response = api(peer.url()).postForResponse()) {
            assertThat(calls.endings()).containsExactly(List.of());
            assertThat(response.body().asInputStream().readAllBytes()).hasSize(10_000);
            assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
        }

        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void takesAResponseThatIsClosedUnread() {
        peer.replies(200, "x".repeat(10_000), REPORT_LINE);

        api(peer.url()).postForResponse().close();

        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void seesABodyThatBreaksOffWhileItIsLogged() {
        peer.breaksOffInBody(REPORT_LINE);
        builder.logger(new Logger.NoOpLogger()).logLevel(Logger.Level.FULL);

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(FeignException.class);

        assertThat(calls.endings()).containsExactly(List.of("unanswered"));
    }

    @Test
    void makesOneAttemptWhenItIsAddedTwice() {
        peer.replies(200, "fine", REPORT_LINE);
        builder.addCapability(new PassingOn()).addCapability(new GroupCapability(calls));

        call(peer.url());

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }

    interface Api {
        @RequestLine("POST")
        @Headers("Content-Type: text/plain")
        @Body("hello")
        String post(URI uri);

        @RequestLine("POST /stock")
        @Headers({"Content-Type: text/plain", "tx-group: {copied}"})
        @Body("hello")
        String postWithHeader(@Param("copied") String copied);

        @RequestLine("POST /stock")
        @Headers("Content-Type: text/plain")
        @Body("hello")
        Response postForResponse();

        @RequestLine("POST /stock")
        @Headers("Content-Type: text/plain")
        @Body("hello")
        void postOnly();
    }

    /** As metrics and tracing do. */
    public static final class PassingOn implements Capability {
        @Override
        public Client enrich(Client client) {
            return (request, options) -> client.execute(request, options);
        }
    }
}
