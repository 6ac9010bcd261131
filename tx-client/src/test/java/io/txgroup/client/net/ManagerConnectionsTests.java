package io.txgroup.client.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.core.ManagerLink;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import io.txgroup.protocol.net.Versions;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class ManagerConnectionsTests {
    private static final Secret SECRET = Secret.of("a secret that is long enough");
    private static final Secret OTHER = Secret.of("a secret of somebody else, long");
    private static final ProcessId SELF = new ProcessId("order", "order-1", "p1");
    private static final GroupId GROUP = GroupId.next(1, new SecureRandom(), 1);
    private static final Message.Ask ASK = new Message.Ask(GROUP, new UnitId(SELF, "t"), new Epoch("e"), true);

    private final Heard heard = new Heard();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicReference<Set<ManagerAddress>> listed = new AtomicReference<>(Set.of());
    private final ManagerDirectory directory = new ManagerDirectory() {
        @Override
        public Set<ManagerAddress> addresses() {
            return listed.get();
        }

        @Override
        public String source() {
            return "the test's list";
        }
    };

    @BeforeAll
    static void beGenerous() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void reachesAManagerAndTalksWithIt() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerConnections connections = connect(manager.address());
        awaitUsable(connections);

        assertThat(connections.send("m1", ASK)).isTrue();
        assertThat(manager.received.poll(20, TimeUnit.SECONDS)).isEqualTo(ASK);
        assertThat(manager.peers).containsExactly(SELF);
        Message.JoinNow word = new Message.JoinNow(GROUP, ASK.unit());
        manager.say(word);
        await().untilAsserted(() -> assertThat(heard.messages).containsExactly(word));
        await().untilAsserted(() -> assertThat(heard.signsOfLife).hasValueGreaterThan(3));
        assertThat(heard.events).containsExactly("connected m1");
    }

    @Test
    void saysWhatIsUnreachableSinceWhen() throws Exception {
        int port = freePort();
        ManagerConnections connections = connect(new ManagerAddress("127.0.0.1", port));
        await().untilAsserted(() -> assertThat(connections.trouble())
                .map(ManagerLink.Trouble::what)
                .hasValueSatisfying(what -> assertThat(what)
                        .startsWith("manager 127.0.0.1:" + port + " not reached: ")
                        .containsIgnoringCase("refused")));
        Duration since = connections.trouble().orElseThrow().since();
        await().untilAsserted(() ->
                assertThat(connections.trouble().orElseThrow().since()).isGreaterThan(since));
        assertThat(connections.send("", ASK)).isFalse();

        manager("m1", port);
        awaitUsable(connections);
    }

    @Test
    void saysThatANameIsUnknown() {
        ManagerConnections connections = connect(new ManagerAddress("no-such-host.invalid", 7300));
        await().untilAsserted(
                        () -> assertThat(connections.trouble().orElseThrow().what())
                                .isEqualTo(
                                        "manager no-such-host.invalid:7300 not reached: the name no-such-host.invalid is not known"));
    }

    @Test
    void comesBackToAManagerThatWasAway() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerConnections connections = connect(manager.address());
        awaitUsable(connections);
        int port = manager.address().port();

        manager.close();
        await().untilAsserted(() -> assertThat(connections.trouble()).isPresent());
        await().untilAsserted(() -> assertThat(heard.events).hasSize(2));
        assertThat(heard.events.get(1)).startsWith("disconnected m1: ");
        manager("m1-again", port);

        awaitUsable(connections);
        assertThat(heard.events).last().isEqualTo("connected m1-again");
    }

    @Test
    void leavesAManagerThatGivesNoSignOfLife() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerConnections connections = connect(withMissedHeartbeats(3), manager.address());
        awaitUsable(connections);

        manager.answersHeartbeats = false;
        await().untilAsserted(() ->
                assertThat(heard.events).contains("disconnected m1: it left 3 heartbeats in 150 ms unanswered"));
        await().untilAsserted(() -> assertThat(manager.connections).hasValueGreaterThan(1));
        assertThat(connections.trouble()).isPresent();

        manager.answersHeartbeats = true;
        awaitUsable(connections);
    }

    @Test
    void prefersTheHomeThenAManagerWithItsStore() throws Exception {
        FakeManager first = manager("m1", 0);
        FakeManager second = manager("m2", 0);
        ManagerConnections connections = connect(first.address(), second.address());
        await().untilAsserted(() -> assertThat(heard.events).hasSize(2));
        await().untilAsserted(() -> {
            first.received.clear();
            connections.send("m1", ASK);
            assertThat(first.received.poll(1, TimeUnit.SECONDS)).isEqualTo(ASK);
        });

        first.alive = new Message.HeartbeatAnswer(List.of(), "connection refused");
        await().untilAsserted(() -> {
            second.received.clear();
            connections.send("m1", ASK);
            assertThat(second.received.poll(1, TimeUnit.SECONDS)).isEqualTo(ASK);
        });
        assertThat(connections.trouble()).isEmpty();

        second.alive = new Message.HeartbeatAnswer(List.of(), "no route");
        await().untilAsserted(() -> assertThat(connections.trouble()).isPresent());
        assertThat(connections.trouble().orElseThrow().what())
                .contains("manager " + first.address() + " reached, but its Redis is not: connection refused")
                .contains("manager " + second.address() + " reached, but its Redis is not: no route")
                .contains("; ");
        first.received.clear();
        assertThat(connections.send("m1", ASK)).isTrue();
        assertThat(first.received.poll(20, TimeUnit.SECONDS)).isEqualTo(ASK);
    }

    @Test
    void takesAnotherManagerWhenTheHomeIsAway() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerConnections connections = connect(manager.address());
        awaitUsable(connections);

        assertThat(connections.send("gone", ASK)).isTrue();
        assertThat(manager.received.poll(20, TimeUnit.SECONDS)).isEqualTo(ASK);
    }

    @Test
    void neverSendsAQuestionToAManagerOfAVersionBeforeIt() throws Exception {
        Message.Find find = new Message.Find(GROUP, 1);
        FakeManager older = manager("m1", 0);
        older.versions = new Versions(1, 1);
        ManagerConnections connections = connect(older.address());
        awaitUsable(connections);

        assertThat(connections.understands(find)).isFalse();
        assertThat(connections.send("m1", find)).isFalse();
        assertThat(connections.understands(ASK)).isTrue();
        assertThat(connections.send("m1", ASK)).isTrue();
        assertThat(older.received.poll(20, TimeUnit.SECONDS)).isEqualTo(ASK);
        listed.set(Set.of(older.address(), manager("m2", 0).address()));
        await().until(() -> connections.understands(find) && connections.send("m1", find));
    }

    @Test
    void tellsOfAWrongSecretOnceAndTriesOn(CapturedOutput output) throws Exception {
        FakeManager manager = new FakeManager("m1", 0, new ServiceSecrets(Map.of("order", List.of(OTHER))));
        opened.add(manager);
        ManagerConnections connections = connect(manager.address());
        await().untilAsserted(() -> assertThat(manager.connections).hasValueGreaterThan(5));

        assertThat(connections.trouble().orElseThrow().what())
                .isEqualTo("manager " + manager.address()
                        + " refused: the service is not known to the manager, or its secret is another one");
        assertThat(new LogLines(output, ManagerConnection.class).warnings())
                .singleElement()
                .asString()
                .contains(manager.address().toString(), "service 'order'", "tx.client.secret", "tx.manager.secrets");
        assertThat(heard.events).isEmpty();
    }

    @Test
    void refusesAManagerOfAnotherVersion() throws Exception {
        FakeManager manager = manager("m1", 0);
        int next = Versions.SPOKEN.max() + 1;
        manager.versions = new Versions(next, next + 1);
        ManagerConnections connections = connect(manager.address());
        await().untilAsserted(() -> assertThat(
                        connections.trouble().orElseThrow().what())
                .contains("refused: the manager speaks versions " + next + " to " + (next + 1) + " of the protocol"));
    }

    @Test
    void doesNotWaitForEverForAHandshake() throws Exception {
        FakeManager manager = manager("m1", 0);
        manager.shakesHands = false;
        ConnectionSettings.Pace hasty = new ConnectionSettings.Pace(
                FakeManager.QUICK.connectLimit(),
                Duration.ofMillis(100),
                FakeManager.QUICK.heartbeat(),
                FakeManager.QUICK.missedHeartbeats(),
                FakeManager.QUICK.firstRetry(),
                FakeManager.QUICK.lastRetry(),
                FakeManager.QUICK.refusedRetry(),
                FakeManager.QUICK.directoryRefresh());
        ManagerConnections connections = connect(hasty, manager.address());
        await().untilAsserted(
                        () -> assertThat(connections.trouble().orElseThrow().what())
                                .endsWith("not reached: it has not proved who it is within 100 ms"));
        await().untilAsserted(() -> assertThat(manager.connections).hasValueGreaterThan(2));
    }

    @Test
    void leavesAManagerThatTalksGarbage() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerConnections connections = connect(manager.address());
        awaitUsable(connections);

        manager.sayBytes((byte) 3, (byte) 1, (byte) 1, (byte) 1);
        await().untilAsserted(() -> assertThat(heard.events).hasSizeGreaterThan(2));
        assertThat(heard.events.get(1)).startsWith("disconnected m1: it does not speak like a TxManager: ");
        awaitUsable(connections);

        manager.sayBytes((byte) -1, (byte) -1, (byte) -1, (byte) 1);
        await().untilAsserted(() -> assertThat(heard.events).hasSizeGreaterThan(4));
        assertThat(heard.events.get(3)).contains("a frame of 4194303 bytes, at most 1048576 are taken");
    }

    @Test
    void connectsOnceToAManagerWithTwoAddresses() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerAddress alias = new ManagerAddress("localhost", manager.address().port());
        ManagerConnections connections = connect(manager.address(), alias);
        awaitUsable(connections);
        await().untilAsserted(() -> assertThat(manager.connections).hasValueGreaterThan(4));

        assertThat(heard.events.stream()
                        .filter(event -> event.startsWith("dis"))
                        .count())
                .isLessThanOrEqualTo(1);
        assertThat(connections.trouble()).isEmpty();
    }

    @Test
    void followsTheDirectoryButKeepsWhatWorks() throws Exception {
        FakeManager first = manager("m1", 0);
        FakeManager second = manager("m2", 0);
        ManagerConnections connections = connect(first.address());
        awaitUsable(connections);

        listed.set(Set.of(second.address()));
        await().untilAsserted(() -> assertThat(heard.events).contains("connected m2"));
        assertThat(heard.events).noneMatch(event -> event.startsWith("dis"));

        first.close();
        await().untilAsserted(() -> assertThat(heard.events).anyMatch(event -> event.startsWith("disconnected m1")));
        second.close();
        await().untilAsserted(() -> assertThat(connections.trouble()).isPresent());
        await().untilAsserted(
                        () -> assertThat(connections.trouble().orElseThrow().what())
                                .contains(second.address().toString())
                                .doesNotContain(first.address().toString()));
    }

    @Test
    void keepsItsAddressesWhenTheDirectoryForgetsThemAll() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerConnections connections = connect(manager.address());
        awaitUsable(connections);

        listed.set(Set.of());
        manager.dropConnections();

        await().untilAsserted(() -> assertThat(heard.events).hasSizeGreaterThanOrEqualTo(3));
        awaitUsable(connections);
    }

    @Test
    void saysThatNoAddressIsKnown() {
        ManagerConnections connections = connect();
        await().untilAsserted(
                        () -> assertThat(connections.trouble().orElseThrow().what())
                                .isEqualTo("no manager's address is known from the test's list, which lists none"));
        listed.set(null);
        await().untilAsserted(() -> assertThat(
                        connections.trouble().orElseThrow().what())
                .startsWith("no manager's address is known from the test's list: java.lang.NullPointerException"));
    }

    @Test
    void endsItsThreads() throws Exception {
        FakeManager manager = manager("m1", 0);
        ManagerConnections connections = connect(manager.address());
        awaitUsable(connections);
        connections.close();

        // a thread says that it has ended shortly before it has
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("tx-managers-") && !name.contains("lookup"))
                .isEmpty());
        assertThat(heard.events).last().asString().startsWith("disconnected m1: this process closes");
        assertThat(connections.send("m1", ASK)).isFalse();
    }

    private FakeManager manager(String id, int port) throws IOException {
        FakeManager manager = new FakeManager(id, port, new ServiceSecrets(Map.of("order", List.of(SECRET))));
        opened.add(manager);
        return manager;
    }

    private ManagerConnections connect(ManagerAddress... addresses) {
        return connect(FakeManager.QUICK, addresses);
    }

    private ManagerConnections connect(ConnectionSettings.Pace pace, ManagerAddress... addresses) {
        listed.set(Set.of(addresses));
        ManagerConnections connections = new ManagerConnections(
                new ConnectionSettings(SELF, SECRET, pace, Frames.MAX_FRAME_BYTES, 1 << 20), directory);
        opened.add(connections);
        connections.start(heard);
        return connections;
    }

    private static void awaitUsable(ManagerConnections connections) {
        await().untilAsserted(() -> assertThat(connections.trouble()).isEmpty());
    }

    private static ConnectionSettings.Pace withMissedHeartbeats(int missed) {
        return new ConnectionSettings.Pace(
                FakeManager.QUICK.connectLimit(),
                FakeManager.QUICK.handshakeLimit(),
                FakeManager.QUICK.heartbeat(),
                missed,
                FakeManager.QUICK.firstRetry(),
                FakeManager.QUICK.lastRetry(),
                FakeManager.QUICK.refusedRetry(),
                FakeManager.QUICK.directoryRefresh());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
