package io.txgroup.manager.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.ResourceLeakDetector;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.ClientHandshake;
import io.txgroup.protocol.net.Secret;
import io.txgroup.protocol.net.ServiceSecrets;
import io.txgroup.protocol.net.Versions;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Strangers and broken peers cost the manager nothing that lasts. */
@ExtendWith(OutputCaptureExtension.class)
final class GarbageFloodTests {
    private static final int CONNECTIONS = 10_000;
    private static final long MAX_DIRECT_BYTES = 32L << 20;
    private static final Secret SECRET = Secret.of("a secret that is long enough");
    private static final ProcessId ORDER = new ProcessId("order", "order-1", "p1");
    private static final SecureRandom SECURE = new SecureRandom();

    private final Random random = new Random(20261104);
    private final ResourceLeakDetector.Level usualLevel = ResourceLeakDetector.getLevel();
    private PeerServer server;
    private InetSocketAddress address;

    @BeforeAll
    static void beGenerous() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void start() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        server = new PeerServer(
                PeerServerSettings.on("127.0.0.1", 0),
                "manager-1",
                new ServiceSecrets(Map.of("order", List.of(SECRET))),
                () -> new Message.HeartbeatAnswer(List.of(), "no store"));
        address = server.start((from, message) -> {});
    }

    @AfterEach
    void close() {
        server.close();
        ResourceLeakDetector.setLevel(usualLevel);
    }

    @Test
    void leavesMemoryFlat(CapturedOutput output) throws Exception {
        long most = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            try (RawPeer peer = new RawPeer(address)) {
                bother(peer, i % 5);
            } catch (SocketException closedWhileWeSpoke) {
                // that is what it is for
            }
            most = Math.max(most, directBytes());
        }

        await().untilAsserted(() -> assertThat(server.counts())
                .extracting(PeerCounts::unknown, PeerCounts::connected)
                .containsExactly(0, 0));
        assertThat(most).isLessThan(MAX_DIRECT_BYTES);
        assertThat(server.counts().refused()).isGreaterThan(CONNECTIONS / 5 * 3L);
        assertThat(new LogLines(output, RefusalLog.class).warnings()).hasSizeBetween(200, CONNECTIONS / 5);
        noticeLeaks();
        assertThat(output.getAll()).doesNotContain("LEAK");
    }

    private void bother(RawPeer peer, int how) throws Exception {
        switch (how) {
            case 0 -> {
                peer.say(noise(1 + random.nextInt(8000)));
                peer.say(new byte[] {-1, -1, -1, -1, -1, -1});
                assertThat(peer.hearsTheEnd()).isTrue();
            }
            case 1 -> {
                peer.say(new byte[] {-1, -1, -1, -1, 7});
                peer.say(noise(4000));
                assertThat(peer.hearsTheEnd()).isTrue();
            }
            case 2 -> {
                peer.say(new ClientHandshake(ORDER, Versions.SPOKEN, SECRET, SECURE).hello());
                peer.hear();
                peer.say(new byte[] {3, 0, 0, 0, 9});
                assertThat(peer.hearsTheEnd()).isTrue();
            }
            case 3 -> peer.say(new byte[] {(byte) 0xff, 0x1f, 1, 2, 3, 4});
            default -> {
                peer.introduce(ORDER, SECRET);
                peer.say(new byte[] {0x40});
                peer.say(noise(0x40));
                assertThat(peer.hearsTheEnd()).isTrue();
            }
        }
    }

    /** Bytes that are no message, whatever follows. */
    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        noise[0] = 7;
        return noise;
    }

    private void noticeLeaks() {
        server.close();
        for (int i = 0; i < 5; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
