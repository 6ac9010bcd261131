package io.txgroup.client.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Secret;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class DirectoryTroubleTests {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final ManagerDirectory directory = new ManagerDirectory() {
        @Override
        public Set<ManagerAddress> addresses() {
            int times = asked.incrementAndGet();
            String kind = trouble.get();
            if (kind.isEmpty()) {
                return Set.of();
            }
            throw new ManagersUnknownException(kind, kind + ", the clocks are " + (130_000 + times) + " ms apart");
        }

        @Override
        public String source() {
            return "the test's URL";
        }
    };

    private void awaitFiveMore() {
        int before = asked.get();
        await().atMost(LONG).until(() -> asked.get() > before + 5);
    }

    @Test
    void tellsTheSameTroubleOnceHoweverItsNumbersChangeAndAgainAfterItWasOver(CapturedOutput output) {
        trouble.set("refused");
        try (ManagerConnections connections = new ManagerConnections(
                new ConnectionSettings(
                        new ProcessId("order", "order-1", "p1"),
                        Secret.of("a secret that is long enough"),
                        FakeManager.QUICK,
                        Frames.MAX_FRAME_BYTES,
                        1 << 20),
                directory)) {
            connections.start(new Heard());
            awaitFiveMore();
            LogLines lines = new LogLines(output, ManagerConnections.class);
            assertThat(lines.warnings()).singleElement().asString().contains("refused", "130001 ms");

            trouble.set("silent");
            awaitFiveMore();
            trouble.set("refused");
            awaitFiveMore();
            assertThat(lines.warnings()).hasSize(2);
            assertThat(connections.trouble().orElseThrow().what()).contains("refused");

            trouble.set("");
            awaitFiveMore();
            trouble.set("refused");
            awaitFiveMore();
            assertThat(lines.warnings()).hasSize(3);
        }
    }
}
