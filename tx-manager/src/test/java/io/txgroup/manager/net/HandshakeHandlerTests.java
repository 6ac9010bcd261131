package io.txgroup.manager.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.ClientHandshake;
import io.txgroup.protocol.net.HandshakeRefusedException;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import io.txgroup.protocol.net.Versions;
import io.txgroup.protocol.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What happens to those who have not proved who they are, over real sockets. */
@ExtendWith(OutputCaptureExtension.class)
final class HandshakeHandlerTests {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Secret SECRET = Secret.of("a secret that is long enough");
    private static final Secret NEXT = Secret.of("the secret that comes after it");
    private static final Secret OTHER = Secret.of("a secret of somebody else, long");
    private static final ProcessId ORDER = new ProcessId("order", "order-1", "p1");
    private static final int UNKNOWN_PEERS = 4;
    private static final int CONNECTIONS = 6;

    private LogLines log;
    private PeerServer server;
    private InetSocketAddress address;

    @BeforeAll
    static void beGenerous() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void start(CapturedOutput output) {
        log = new LogLines(output, RefusalLog.class);
        start(Duration.ofSeconds(60));
    }

    private void start(Duration handshakeLimit) {
        PeerServerSettings usual = PeerServerSettings.on("127.0.0.1", 0);
        server = new PeerServer(
                new PeerServerSettings(
                        usual.host(),
                        0,
                        1,
                        usual.terms(),
                        handshakeLimit,
                        new PeerServerSettings.Limits(1 << 20, UNKNOWN_PEERS, CONNECTIONS, 1 << 20)),
                "manager-1",
                new ServiceSecrets(Map.of("order", List.of(SECRET, NEXT))),
                () -> new Message.HeartbeatAnswer(List.of(), "no store"));
        address = server.start((from, message) -> {
            throw new AssertionError("nobody is known here");
        });
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void letsEitherSecretInWhileTheyChange() throws Exception {
        for (Secret secret : List.of(SECRET, NEXT)) {
            try (RawPeer peer = new RawPeer(address)) {
                assertThat(peer.introduce(ORDER, secret)).isNotNull();
            }
        }
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void refusesAWrongSecretAndAnUnknownServiceAlike() throws Exception {
        for (ProcessId process : List.of(ORDER, new ProcessId("no\nbody", "i", "p"))) {
            try (RawPeer peer = new RawPeer(address)) {
                assertThat(catchThrowable(() -> peer.introduce(process, OTHER)))
                        .isInstanceOf(HandshakeRefusedException.class)
                        .hasMessage("the service is not known to the manager, or its secret is another one");
                assertThat(peer.hearsTheEnd()).isTrue();
                closedOnce(peer, "knows no valid secret of that service");
            }
        }
        assertThat(log.warnings().get(1)).contains("no?body/i/p").doesNotContain("\n");
    }

    @Test
    void refusesAVersionThatItDoesNotSpeak() throws Exception {
        try (RawPeer peer = new RawPeer(address)) {
            ClientHandshake newer = new ClientHandshake(ORDER, new Versions(7, 8), SECRET, RANDOM);
            peer.say(newer.hello());
            byte[] answer = peer.hear();

            assertThat(catchThrowable(() -> newer.proof(answer)))
                    .hasMessageContaining("the manager speaks " + Versions.SPOKEN)
                    .hasMessageContaining("speaks versions 7 to 8");
            assertThat(peer.hearsTheEnd()).isTrue();
            closedOnce(peer, "versions 7 to 8");
        }
    }

    @Test
    void refusesAProofThatWasHeardEarlier() throws Exception {
        Wire.Handshake hello;
        Wire.Handshake proof;
        try (RawPeer peer = new RawPeer(address)) {
            ClientHandshake handshake = new ClientHandshake(ORDER, Versions.SPOKEN, SECRET, RANDOM);
            hello = handshake.hello();
            peer.say(hello);
            proof = handshake.proof(peer.hear());
            peer.say(proof);
            handshake.terms(peer.hear());
        }
        try (RawPeer thief = new RawPeer(address)) {
            thief.say(hello);
            thief.hear();
            thief.say(proof);
            assertThat(Wire.Handshake.parseFrom(thief.hear()).hasRefusal()).isTrue();
            assertThat(thief.hearsTheEnd()).isTrue();
            closedOnce(thief, "knows no valid secret");
        }
    }

    @Test
    void closesWhoeverSpeaksAnotherLanguage() throws Exception {
        for (byte[] words : List.of(
                "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: somebody else, with some more words\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8),
                new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                new byte[] {0},
                new byte[] {-1, -1, -1, -1, -1, -1})) {
            try (RawPeer peer = new RawPeer(address)) {
                peer.say(words);
                assertThat(peer.hearsTheEnd()).isTrue();
                closedOnce(peer, "");
            }
        }
    }

    @Test
    void closesAFrameThatIsTooLargeForAnUnknownPeer() throws Exception {
        try (RawPeer peer = new RawPeer(address)) {
            peer.say(new byte[] {(byte) 0x81, 0x20});
            assertThat(peer.hearsTheEnd()).isTrue();
            closedOnce(peer, "a frame of 4097 bytes, at most 4096 are taken");
        }
    }

    @Test
    void takesNoMessageFromAnUnknownPeer() throws Exception {
        try (RawPeer peer = new RawPeer(address)) {
            peer.say(new Message.Heartbeat());
            assertThat(peer.hearsTheEnd()).isTrue();
            closedOnce(peer, "not a handshake");
        }
    }

    @Test
    void doesNotWaitForEverForAPeerThatSaysNothingOrStopsHalfway() throws Exception {
        server.close();
        start(Duration.ofMillis(300));
        try (RawPeer silent = new RawPeer(address);
                RawPeer halfway = new RawPeer(address)) {
            halfway.say(new ClientHandshake(ORDER, Versions.SPOKEN, SECRET, RANDOM).hello());
            halfway.hear();

            assertThat(silent.hearsTheEnd()).isTrue();
            assertThat(halfway.hearsTheEnd()).isTrue();
            closedOnce(silent, "has not proved who it is within 300 ms");
            closedOnce(halfway, "has not proved who it is within 300 ms");
        }
        await().untilAsserted(() -> assertThat(server.counts().unknown()).isZero());
    }

    @Test
    void doesNotWaitForEverForAPeerThatSpeaksOneByteAtATime() throws Exception {
        server.close();
        start(Duration.ofMillis(300));
        try (RawPeer peer = new RawPeer(address)) {
            peer.say(new byte[] {(byte) 0xff, 0x1f});
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                try {
                    peer.say(new byte[] {1});
                    return false;
                } catch (SocketException closed) {
                    return true;
                }
            });
            closedOnce(peer, "has not proved who it is within 300 ms");
        }
    }

    @Test
    void letsTheLongestWaitingGiveWay() throws Exception {
        List<RawPeer> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < UNKNOWN_PEERS; i++) {
                waiting.add(connected(i + 1));
            }
            try (RawPeer proper = new RawPeer(address)) {
                assertThat(proper.introduce(ORDER, SECRET)).isNotNull();
            }
            assertThat(waiting.get(0).hearsTheEnd()).isTrue();
            closedOnce(waiting.get(0), "has waited longest of 4");
        } finally {
            for (RawPeer peer : waiting) {
                peer.close();
            }
        }
    }

    @Test
    void closesConnectionsPastTheLimit() throws Exception {
        List<RawPeer> known = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                RawPeer peer = new RawPeer(address);
                known.add(peer);
                peer.introduce(new ProcessId("order", "order-" + i, "p"), SECRET);
            }
            try (RawPeer tooMany = new RawPeer(address)) {
                assertThat(tooMany.hearsTheEnd()).isTrue();
                closedOnce(tooMany, "one more than the 6 connections");
            }
        } finally {
            for (RawPeer peer : known) {
                peer.close();
            }
        }
    }

    /** A connection that the server has seen, too. */
    private RawPeer connected(int waiting) throws IOException {
        RawPeer peer = new RawPeer(address);
        await().untilAsserted(() -> assertThat(server.counts().unknown()).isEqualTo(waiting));
        return peer;
    }

    private void closedOnce(RawPeer peer, String why) {
        assertThat(log.warnings())
                .filteredOn(line -> line.contains(peer.address() + " "))
                .singleElement()
                .asString()
                .contains(why)
                .endsWith("; connection closed");
    }
}
