package io.txgroup.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the demo prints of the managers must come from the managers. */
class CallbackReceiverTests {
    private static final String SECRET = "a secret of the managers";
    private static final String BODY =
            """
            {"event": "%s", "id": "%s", "groupId": "g1", "label": "OrderService.place", "service": "storage",
             "method": "StorageService.reserve", "state": "%s", "note": "", "later": {"more": 1},
             "resources": [{"service": "storage", "instance": "s-1", "name": "dataSource#1", "known": "%s"},
                           {"service": "order", "instance": "o-1", "name": "dataSource#1", "known": "committed"}],
             "link": "http://127.0.0.1:8080/admin/groups/g1"}
            """;

    private final Progress progress = new Progress();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final CallbackReceiver receiver = new CallbackReceiver(SECRET, progress);
    private final HttpClient http = HttpClient.newHttpClient();
    private LauncherServer server;

    @BeforeEach
    void start() throws IOException {
        progress.addListener(said::add);
        server = LauncherServer.start();
        server.serve("/callback", receiver);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void printsWhatIsKnownWithTheDeepLink() throws Exception {
        HttpResponse<String> answer = post(created("e1"), now(), SECRET);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(said)
                .containsExactly(
                        "callback: created, event e1, signed by a manager",
                        "callback:   OrderService.place: the work of storage in StorageService.reserve; compensating",
                        "callback:   storage dataSource#1 is lost, order dataSource#1 is committed",
                        "callback:   http://127.0.0.1:8080/admin/groups/g1");
    }

    @Test
    void knowsTheEndOfWhatItHasSeenBegin() throws Exception {
        post(created("e1"), now(), SECRET);
        CallbackEvent created = receiver.createdAfter(0).orElseThrow();
        assertThat(receiver.createdAfter(1)).isEmpty();
        assertThat(receiver.end(created)).isEmpty();

        post(BODY.formatted("ended", "e2", "committed", "committed"), now(), SECRET);

        assertThat(receiver.end(created)).map(CallbackEvent::state).contains("committed");
    }

    @Test
    void takesARepetitionButPrintsTheEventOnce() throws Exception {
        post(created("e1"), now(), SECRET);
        HttpResponse<String> again = post(created("e1"), now(), SECRET);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(receiver.events()).hasSize(1);
        assertThat(said).last().isEqualTo("callback: created, event e1 again, which is known");
    }

    @Test
    void refusesWhatAStrangerHasSigned() throws Exception {
        HttpResponse<String> answer = post(created("e1"), now(), "another secret");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(receiver.events()).isEmpty();
        assertThat(said).singleElement().asString().contains("not signed with the managers' secret");
    }

    @Test
    void refusesWhatIsNotSignedAtAll() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url("/callback"))
                .POST(BodyPublishers.ofString(created("e1")))
                .build();

        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
        assertThat(receiver.events()).isEmpty();
    }

    @Test
    void refusesWhatWasSignedLongAgo() throws Exception {
        long old = now() - Duration.ofMinutes(6).toMillis();

        assertThat(post(created("e1"), old, SECRET).statusCode()).isEqualTo(403);
        assertThat(said).singleElement().asString().contains("somebody sends it again");
    }

    @Test
    void tellsTheManagerThatItDoesNotUnderstand() throws Exception {
        assertThat(post("{", now(), SECRET).statusCode()).isEqualTo(400);
        assertThat(receiver.events()).isEmpty();
    }

    private static String created(String id) {
        return BODY.formatted("created", id, "compensating", "lost");
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private HttpResponse<String> post(String body, long time, String secret) throws Exception {
        String at = Long.toString(time);
        HttpRequest request = HttpRequest.newBuilder(server.url("/callback"))
                .header("Content-Type", "application/json")
                .header(CallbackSignature.TIME, at)
                .header(CallbackSignature.SIGNATURE, new CallbackSignature(secret).of(at, body.getBytes(UTF_8)))
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
