package io.txgroup.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.cluster.Presence;
import io.txgroup.manager.group.Coordinator;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.net.RequestGuard;
import io.txgroup.protocol.net.RequestProof;
import io.txgroup.protocol.net.Secret;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How managers tell of themselves over HTTP, and take their leave. */
class LeavingIT {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final GroupId group = GroupId.next(System.currentTimeMillis(), RANDOM, 8);
    private Managers managers;

    @BeforeEach
    void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        managers = new Managers(2, "--tx.manager.drain-timeout=20s");
        await().untilAsserted(() -> assertThat(managers.of(0, Presence.class)
                        .managers()
                        .toCompletableFuture()
                        .get())
                .hasSize(2));
    }

    @AfterEach
    void stop() {
        managers.close();
    }

    @Test
    void aManagerThatIsStoppedTellsItsPeersServesThemOnAndClosesWhenTheyHaveLeft() throws Exception {
        CompletableFuture<Void> stopping;
        int port = managers.port(0);
        try (Peer order = new Peer("order", "order-1", port)) {
            Epoch epoch = order.create(group);
            stopping = CompletableFuture.runAsync(() -> managers.stop(0));

            assertThat(heardThatItDrains(order)).isTrue();
            assertThatThrownBy(() -> new Peer("order", "order-2", port)).isInstanceOf(ConnectException.class);
            assertThat(listed(1)).doesNotContain(":" + port + "\"").contains(":" + managers.port(1) + "\"");
            order.say(new Message.Close(
                    group,
                    order.unit(),
                    epoch,
                    Outcome.COMMIT,
                    List.of(CallPath.ROOT),
                    List.of(),
                    false,
                    List.of(),
                    "",
                    Compensation.UNIT,
                    List.of()));
            assertThat(order.hear(Message.Tell.class).outcome()).isEqualTo(Outcome.COMMIT);
            assertThat(stopping).isNotDone();
            order.goTo(managers.port(1));
            stopping.join();
        }
    }

    private static boolean heardThatItDrains(Peer peer) throws Exception {
        while (true) {
            if (peer.hear(Message.HeartbeatAnswer.class).draining()) {
                return true;
            }
        }
    }

    @Test
    void aManagerThatIsAloneDoesNotWaitForPeersThatCanGoNowhere() throws Exception {
        managers.stop(1);
        try (Peer order = new Peer("order", "order-1", managers.port(0))) {
            order.create(group);
            managers.stop(0);

            assertThat(heardThatItDrains(order)).isTrue();
            assertThat(order.hearsTheEnd()).isTrue();
        }
    }

    @Test
    void listsTheManagersForAServiceThatProvesItself() throws Exception {
        String header = proof(Peer.SECRET, System.currentTimeMillis());

        HttpResponse<String> answer = get(0, header);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .startsWith("{\"managers\":[\"127.0.0.1:")
                .contains("127.0.0.1:" + managers.port(0))
                .contains("127.0.0.1:" + managers.port(1));
    }

    @Test
    void refusesWhoeverDoesNotProveItselfAndSaysWhy() throws Exception {
        long now = System.currentTimeMillis();
        String good = proof(Peer.SECRET, now);
        assertThat(get(0, good).statusCode()).isEqualTo(200);

        refused(get(0, null), "needs a header");
        refused(get(0, proof("a secret of somebody else", now)), "knows no valid secret");
        refused(get(0, proof(Peer.SECRET, now - RequestGuard.TOLERANCE.toMillis() - 60_000)), "set the clocks right");
        refused(get(0, good), "was made before");
    }

    private static void refused(HttpResponse<String> answer, String why) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("TxGroup");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body())
                .contains("urn:txgroup:not-proved")
                .contains(why)
                .doesNotContain(Peer.SECRET);
    }

    @Test
    void saysThatTheStoreDoesNotAnswer() throws Exception {
        managers.redis().kill();

        HttpResponse<String> answer = get(0, proof(Peer.SECRET, System.currentTimeMillis()));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("urn:txgroup:store-unavailable");
    }

    @Test
    void hearsTheOthersAgainAfterItsRedisWasAway() {
        String channel =
                "txm:handover:" + managers.of(0, Coordinator.Identity.class).name();
        await().until(() -> managers.redis().command("PUBLISH", channel, "").equals("1"));

        managers.redis().kill();
        managers.redis().restart();

        await().ignoreExceptions()
                .until(() -> managers.redis().command("PUBLISH", channel, "").equals("1"));
        await().ignoreExceptions()
                .until(() -> managers.redis().command("ZCARD", "txm:managers").equals("2"));
    }

    private String listed(int manager) throws Exception {
        return get(manager, proof(Peer.SECRET, System.currentTimeMillis())).body();
    }

    private static String proof(String secret, long time) {
        return RequestProof.of(RequestProof.OF_MANAGERS, "order", Secret.of(secret), time, RANDOM)
                .header();
    }

    private HttpResponse<String> get(int manager, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(managers.url(manager) + "/api/managers"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
