package io.txgroup.feign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.Calls;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

final class WebClientTests extends OutboundContract {
    private final WebClient.Builder builder = WebClient.builder();

    private WebClient client() {
        JdkClientHttpConnector connector = new JdkClientHttpConnector(HttpClient.newHttpClient());
        connector.setReadTimeout(readTimeout);
        new GroupExchangeFilter(calls).in(builder);
        return builder.clientConnector(connector).build();
    }

    private Mono<String> post(String url) {
        return client().post().uri(url).bodyValue("hello").retrieve().bodyToMono(String.class);
    }

    @Override
    String call(String url) {
        return post(url).block();
    }

    @Override
    String callWithRetry(String url) {
        return post(url).retry(1).block();
    }

    @Override
    String callWithCopiedHeader(String url, String copied) {
        return client().post()
                .uri(url)
                .header(Calls.GROUP_HEADER, copied, "another")
                .bodyValue("hello")
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    @Test
    void makesEachRetryOfAnotherFilterAnAttemptOfItsOwn() {
        peer.breaksOff().replies(200, "fine", REPORT_LINE);
        builder.filter((request, next) -> next.exchange(request).retry(1));

        assertThat(call(peer.url())).isEqualTo("fine");

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"), List.of("attempt-2"));
    }

    @Test
    void belongsToTheGroupInWhichItsRequestWasMadeWhereverItIsSubscribed() {
        peer.replies(200, "fine", REPORT_LINE);

        assertThat(post(peer.url()).subscribeOn(Schedulers.boundedElastic()).block())
                .isEqualTo("fine");

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
    }

    @Test
    void belongsToTheGroupInWhichItIsSubscribedWhereverItsRequestWasMade() {
        peer.replies(200, "fine", REPORT_LINE);
        calls.leaveGroup();
        Mono<String> made = post(peer.url());
        calls.enterGroup();

        assertThat(made.block()).isEqualTo("fine");

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
    }

    @Test
    void sendsNothingWhenItIsSubscribedAfterItsCallWasSealed() {
        Mono<String> made = post(peer.url());
        calls.leaveGroup();
        calls.refuse(new IllegalStateException("sealed"));

        assertThatThrownBy(made::block).hasMessage("sealed");

        assertThat(peer.groupHeaders()).isEmpty();
    }

    @Test
    void takesWhatComesOfAReplyIntoTheGroup() {
        peer.replies(200, "first", REPORT_LINE).replies(200, "second", REPORT_LINE);

        assertThat(post(peer.url()).flatMap(first -> post(peer.url())).block()).isEqualTo("second");

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"), List.of("attempt-2"));
    }

    @Test
    void waitsForTheRecordInAThreadThatMayWait() {
        peer.replies(200, "fine", REPORT_LINE);

        assertThat(post(peer.url()).subscribeOn(Schedulers.parallel()).block()).isEqualTo("fine");

        assertThat(calls.threads).allMatch(thread -> thread.startsWith("boundedElastic"));
    }

    @Test
    void takesAReplyWhoseBodyNobodyWants() {
        peer.replies(200, "ignored", REPORT_LINE).replies(200, "ignored", REPORT_LINE);
        WebClient client = client();

        client.post().uri(peer.url()).retrieve().toBodilessEntity().block();
        client.post().uri(peer.url()).retrieve().bodyToMono(Void.class).block();

        assertThat(calls.endings())
                .containsExactly(
                        List.of("answered, report " + RecordingCalls.REPORT),
                        List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void takesAReplyThatTheCallerOnlyLooksAt() {
        peer.replies(404, "no", REPORT_LINE).replies(200, "ignored", REPORT_LINE);
        WebClient client = client();

        for (int i = 0; i < 2; i++) {
            client.post()
                    .uri(peer.url())
                    .exchangeToMono(response -> Mono.just(response.statusCode()))
                    .block();
        }

        assertThat(calls.endings())
                .containsExactly(
                        List.of("failed, report " + RecordingCalls.REPORT),
                        List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void isUnansweredWhenTheCallerStopsWaitingForTheReply() {
        peer.keepsSilent();

        assertThatThrownBy(
                        () -> post(peer.url()).timeout(Duration.ofMillis(300)).block())
                .isInstanceOf(RuntimeException.class);

        Awaitility.await().untilAsserted(() -> assertThat(calls.endings()).containsExactly(List.of("unanswered")));
    }

    @Test
    void isUnansweredWhenTheCallerStopsWaitingForTheBody() {
        peer.breaksOffInBodyLater(REPORT_LINE);

        assertThatThrownBy(
                        () -> post(peer.url()).timeout(Duration.ofMillis(500)).block())
                .isInstanceOf(RuntimeException.class);

        Awaitility.await().untilAsserted(() -> assertThat(calls.endings()).containsExactly(List.of("unanswered")));
    }

    @Test
    void standsOnceHoweverOftenItIsAdded() {
        peer.replies(200, "fine", REPORT_LINE);
        new GroupExchangeFilter(calls).in(builder);

        assertThat(call(peer.url())).isEqualTo("fine");

        assertThat(calls.headers()).containsExactly("attempt-1");
    }

    @Test
    void leavesAnErrorReplysBodyToTheCaller() {
        peer.replies(409, "why not", REPORT_LINE);

        assertThat(client().post()
                        .uri(peer.url())
                        .exchangeToMono((ClientResponse response) -> response.bodyToMono(String.class))
                        .block())
                .isEqualTo("why not");
    }
}
