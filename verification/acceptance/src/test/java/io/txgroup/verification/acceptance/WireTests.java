package io.txgroup.verification.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.core.ManagerListener;
import io.txgroup.client.net.ConnectionSettings;
import io.txgroup.client.net.ManagerAddress;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerDirectory;
import io.txgroup.manager.net.PeerServer;
import io.txgroup.manager.net.PeerServerSettings;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The two ends of the wire, which know nothing of one another, together. */
class WireTests {
    private static final Secret SECRET = Secret.of("a secret that is long enough");
    private static final ProcessId SELF = new ProcessId("order", "order-1", "p1");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int QUESTIONS = 5_000;

    private final Set<GroupId> answered = ConcurrentHashMap.newKeySet();
    private PeerServer server;
    private ManagerConnections connections;

    @BeforeAll
    static void beGenerous() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        connections.close();
        server.close();
    }

    @Test
    void answersEveryQuestionAlsoAfterTheManagerWasAway() {
        InetSocketAddress address = serve(0);
        connect(address);
        askAndHearOutcomes();

        server.close();
        await().untilAsserted(() -> assertThat(connections.trouble()).isPresent());
        serve(address.getPort());
        await().untilAsserted(() -> assertThat(connections.trouble()).isEmpty());
        askAndHearOutcomes();
    }

    private void askAndHearOutcomes() {
        await().untilAsserted(() -> assertThat(connections.trouble()).isEmpty());
        answered.clear();
        for (int i = 0; i < QUESTIONS; i++) {
            UnitId unit = new UnitId(SELF, "t" + i);
            connections.send("m1", new Message.Ask(GroupId.next(i, RANDOM, 1), unit, new Epoch("e"), true));
        }
        await().untilAsserted(() -> assertThat(answered).hasSize(QUESTIONS));
    }

    private InetSocketAddress serve(int port) {
        Message.HeartbeatAnswer alive = new Message.HeartbeatAnswer(List.of(new ShardClock(0, new Epoch("e"), 1)), "");
        PeerServer started = new PeerServer(
                PeerServerSettings.on("127.0.0.1", port),
                "m1",
                new ServiceSecrets(Map.of("order", List.of(SECRET))),
                () -> alive);
        server = started;
        return started.start((from, question) -> started.send(
                from,
                new Message.Tell(
                        ((Message.OfUnit) question).groupId(),
                        ((Message.OfUnit) question).unit(),
                        Outcome.ROLLBACK,
                        List.of(),
                        "",
                        null)));
    }

    private void connect(InetSocketAddress address) {
        connections = new ManagerConnections(
                ConnectionSettings.of(SELF, SECRET),
                ManagerDirectory.fixed(List.of(new ManagerAddress("127.0.0.1", address.getPort()))));
        connections.start(new ManagerListener() {
            @Override
            public void received(String managerId, Message.ToClient message) {
                if (message instanceof Message.Tell tell) {
                    answered.add(tell.groupId());
                }
            }

            @Override
            public void connected(String managerId) {}

            @Override
            public void disconnected(String managerId, String why) {}
        });
    }
}
