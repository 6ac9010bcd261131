package io.txgroup.feign;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.Calls;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

final class RestClientTests extends OutboundContract {
    private final RestClient.Builder builder = RestClient.builder();

    private RestClient client() {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory();
        factory.setReadTimeout(readTimeout);
        return builder.requestFactory(factory)
                .requestInterceptor(new GroupInterceptor(calls))
                .build();
    }

    @Override
    String call(String url) {
        return client().post().uri(url).body("hello").retrieve().body(String.class);
    }

    @Override
    String callWithRetry(String url) {
        builder.requestInterceptor((request, body, execution) -> {
            try {
                return execution.execute(request, body);
            } catch (IOException e) {
                return execution.execute(request, body);
            }
        });
        return call(url);
    }

    @Override
    String callWithCopiedHeader(String url, String copied) {
        return client().post()
                .uri(url)
                .header(Calls.GROUP_HEADER, copied, "another")
                .body("hello")
                .retrieve()
                .body(String.class);
    }

    @Test
    void takesAnErrorThatTheCallerMakesNoExceptionOfAsFailed() {
        peer.replies(404, "no", REPORT_LINE);

        client().get()
                .uri(peer.url())
                .retrieve()
                .onStatus(HttpStatusCode::isError, (request, response) -> {})
                .toBodilessEntity();

        assertThat(calls.endings()).containsExactly(List.of("failed, report " + RecordingCalls.REPORT));
    }

    @Test
    void takesAReplyWhoseBodyNobodyReads() {
        peer.replies(200, "fine", REPORT_LINE);

        client().get().uri(peer.url()).retrieve().toBodilessEntity();

        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void waitsForTheCallerToTakeAStream() throws IOException {
        peer.replies(200, "fine", REPORT_LINE);

        try (InputStream body =
                client().get().uri(peer.url()).exchange((request, response) -> response.getBody(), false)) {
            assertThat(calls.endings()).containsExactly(List.of());
            assertThat(body.readAllBytes()).hasSize(4);
        }

        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }
}
