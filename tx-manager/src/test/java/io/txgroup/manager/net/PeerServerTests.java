package io.txgroup.manager.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import io.txgroup.protocol.net.Terms;
import io.txgroup.protocol.net.Versions;
import io.txgroup.protocol.wire.WireCodec;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a known peer can do and can't. */
@ExtendWith(OutputCaptureExtension.class)
final class PeerServerTests {
    private static final Secret SECRET = Secret.of("a secret that is long enough");
    private static final ServiceSecrets SECRETS = new ServiceSecrets(Map.of("order", List.of(SECRET)));
    private static final ProcessId ORDER = new ProcessId("order", "order-1", "p1");
    private static final GroupId GROUP = GroupId.next(1, new SecureRandom(), 1);
    private static final Message.HeartbeatAnswer ALIVE =
            new Message.HeartbeatAnswer(List.of(new ShardClock(0, new Epoch("e1"), 4711)), "");

    private final BlockingQueue<Message.ToManager> received = new LinkedBlockingQueue<>();
    private PeerServer server;
    private InetSocketAddress address;

    @BeforeAll
    static void beGenerous() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void passesOnWhatAUnitSaysAndSendsTheAnswer() throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        try (RawPeer peer = new RawPeer(address)) {
            Terms terms = peer.introduce(ORDER, SECRET);
            Message.Ask ask = ask(ORDER);
            peer.say(ask);

            assertThat(terms).isEqualTo(new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10)));
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(ask);
            assertThat(server.connected()).containsExactly(ORDER);
            Message.JoinNow answer = new Message.JoinNow(GROUP, ask.unit());
            assertThat(server.send(ORDER, answer)).isTrue();
            assertThat(peer.hearMessage()).isEqualTo(answer);
        }
        await().untilAsserted(() -> assertThat(server.connected()).isEmpty());
        assertThat(server.send(ORDER, new Message.JoinNow(GROUP, ask(ORDER).unit())))
                .isFalse();
    }

    @Test
    void answersHeartbeatsWithWhatIsKnownOfTheStore() throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        try (RawPeer peer = introduced(ORDER)) {
            peer.say(new Message.Heartbeat());
            assertThat(peer.hearMessage()).isEqualTo(ALIVE);
            assertThat(received).isEmpty();
        }
    }

    @Test
    void closesTheConnectionOfWhoeverSpeaksForAnothersUnit(CapturedOutput output) throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        for (ProcessId other : List.of(
                new ProcessId("storage", "order-1", "p1"),
                new ProcessId("order", "order-2", "p1"),
                new ProcessId("order", "order-1", "p2"))) {
            try (RawPeer peer = introduced(ORDER)) {
                peer.sayAtOnce(ask(other), ask(ORDER));

                assertThat(peer.hearsTheEnd()).isTrue();
                assertThat(closed(peer, output)).contains("order/order-1/p1 speaks for a unit of " + other);
            }
        }
        assertThat(received).isEmpty();
    }

    @Test
    void closesAConnectionThatTalksGarbageOrTooMuchAtOnce(CapturedOutput output) throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        byte[] garbage = {2, 1, 2, 2, 1, 2};
        byte[] tooMuch = {(byte) 0x81, (byte) 0x80, 0x40, 0, 0};
        for (byte[] bytes : List.of(garbage, tooMuch)) {
            try (RawPeer peer = introduced(ORDER)) {
                peer.say(bytes);

                assertThat(peer.hearsTheEnd()).isTrue();
                assertThat(closed(peer, output)).isNotEmpty();
            }
        }
    }

    @Test
    void closesAConnectionThatShowsSomethingOfAnotherService(CapturedOutput output) throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        UnitId storage = new UnitId(new ProcessId("storage", "storage-1", "p"), "t");
        try (RawPeer peer = introduced(ORDER)) {
            peer.say(new Message.Evidence(GROUP, storage, new Epoch("e"), List.of()));

            assertThat(peer.hearsTheEnd()).isTrue();
            assertThat(closed(peer, output)).contains("order/order-1/p1 shows how a unit of storage ended");
        }
        assertThat(received).isEmpty();
    }

    @Test
    void saysToAProcessOnlyWhatItsVersionKnows() throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        UnitId unit = new UnitId(ORDER, "t");
        Prove prove = new Prove(GROUP, unit, new Epoch("e"), List.of(), List.of("ds#1"), false);
        Message.JoinNow joinNow = new Message.JoinNow(GROUP, unit);
        try (RawPeer older = new RawPeer(address)) {
            older.introduce(ORDER, SECRET, new Versions(1, 2));
            await().untilAsserted(() -> assertThat(server.connected()).contains(ORDER));
            assertThat(server.send(ORDER, prove)).isFalse();
            assertThat(server.sendToService("order", prove)).isFalse();
            assertThat(server.sendToService("order", joinNow)).isTrue();
            assertThat(older.hearMessage()).isEqualTo(joinNow);

            try (RawPeer newer = introduced(new ProcessId("order", "order-2", "p2"))) {
                assertThat(server.sendToService("order", prove)).isTrue();
                assertThat(newer.hearMessage()).isEqualTo(prove);
                assertThat(server.sendToService("storage", prove)).isFalse();
            }
        }
    }

    @Test
    void takesFramesUpToTheLimit() throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        try (RawPeer peer = introduced(ORDER)) {
            Message.Ask ask = ask(ORDER);
            Message.Join join = new Message.Join(
                    GROUP,
                    ask.unit(),
                    ask.epoch(),
                    List.of(),
                    true,
                    List.of("r".repeat(Frames.MAX_FRAME_BYTES - 200)),
                    Compensation.UNIT,
                    List.of());
            assertThat(WireCodec.toWire(join).getSerializedSize())
                    .isBetween(Frames.MAX_FRAME_BYTES - 200, Frames.MAX_FRAME_BYTES);
            peer.say(join);

            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(join);
        }
    }

    @Test
    void dropsAPeerThatIsSilent(CapturedOutput output) throws Exception {
        PeerServerSettings usual = PeerServerSettings.on("127.0.0.1", 0);
        start(new PeerServerSettings(
                usual.host(),
                0,
                1,
                new Terms(Duration.ofMillis(20), Duration.ofMillis(200)),
                usual.handshakeLimit(),
                usual.limits()));
        try (RawPeer peer = new RawPeer(address)) {
            peer.introduce(ORDER, SECRET);
            assertThat(peer.hearsTheEnd()).isTrue();
            assertThat(closed(peer, output)).contains("silent");
        }
        await().untilAsserted(() -> assertThat(server.connected()).isEmpty());
    }

    @Test
    void servesTheNewerConnectionOfAProcess() throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        try (RawPeer older = introduced(ORDER);
                RawPeer newer = introduced(ORDER)) {
            assertThat(older.hearsTheEnd()).isTrue();
            Message.JoinNow word = new Message.JoinNow(GROUP, ask(ORDER).unit());
            assertThat(server.send(ORDER, word)).isTrue();
            assertThat(newer.hearMessage()).isEqualTo(word);
            assertThat(server.connected()).containsExactly(ORDER);
        }
    }

    @Test
    void dropsMessagesToAPeerThatDoesNotRead() throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        try (RawPeer peer = introduced(ORDER)) {
            Message.Tell tell =
                    new Message.Tell(GROUP, ask(ORDER).unit(), Outcome.COMMIT, List.of(), "x".repeat(2000), null);
            int sent = 0;
            while (server.send(ORDER, tell)) {
                sent++;
            }

            assertThat(server.counts().dropped()).isEqualTo(1);
            for (int i = 0; i < sent; i++) {
                assertThat(peer.hearMessage()).isEqualTo(tell);
            }
            await().untilAsserted(() -> assertThat(server.send(ORDER, tell)).isTrue());
        }
    }

    @Test
    void keepsServingWhenWhatAUnitSaidCouldNotBeTaken() throws Exception {
        server = new PeerServer(PeerServerSettings.on("127.0.0.1", 0), "manager-1", SECRETS, () -> ALIVE);
        address = server.start((from, message) -> {
            throw new IllegalStateException("a bug");
        });
        try (RawPeer peer = introduced(ORDER)) {
            peer.say(ask(ORDER));
            peer.say(new Message.Heartbeat());
            assertThat(peer.hearMessage()).isEqualTo(ALIVE);
        }
    }

    @Test
    void saysWhichAddressItCanNotListenOn() {
        start(PeerServerSettings.on("127.0.0.1", 0));
        PeerServer second = new PeerServer(
                PeerServerSettings.on("127.0.0.1", address.getPort()), "manager-2", SECRETS, () -> ALIVE);

        assertThatThrownBy(() -> second.start((from, message) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("TxManager manager-2 can't listen on 127.0.0.1:" + address.getPort());
    }

    @Test
    void sendsWhatWasToBeSentBeforeItCloses() throws Exception {
        start(PeerServerSettings.on("127.0.0.1", 0));
        try (RawPeer peer = introduced(ORDER)) {
            Message.JoinNow word = new Message.JoinNow(GROUP, ask(ORDER).unit());
            server.send(ORDER, word);
            server.close();
            assertThat(peer.hearMessage()).isEqualTo(word);
            assertThat(peer.hearsTheEnd()).isTrue();
        }
    }

    private void start(PeerServerSettings settings) {
        server = new PeerServer(settings, "manager-1", SECRETS, () -> ALIVE);
        address = server.start((from, message) -> {
            assertThat(from).isEqualTo(ORDER);
            received.add(message);
        });
    }

    private RawPeer introduced(ProcessId process) throws Exception {
        RawPeer peer = new RawPeer(address);
        peer.introduce(process, SECRET);
        await().untilAsserted(() -> assertThat(server.connected()).contains(process));
        return peer;
    }

    /** The one line that tells why the peer's connection was closed. */
    private static String closed(RawPeer peer, CapturedOutput output) {
        List<String> lines = new LogLines(output, RefusalLog.class)
                .warnings().stream()
                        .filter(line -> line.contains(peer.address() + " "))
                        .toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static Message.Ask ask(ProcessId process) {
        return new Message.Ask(GROUP, new UnitId(process, "t1"), new Epoch("e1"), true);
    }
}
