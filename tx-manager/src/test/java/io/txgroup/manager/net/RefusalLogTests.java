package io.txgroup.manager.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class RefusalLogTests {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    private final AtomicLong nanos = new AtomicLong();
    private final RefusalLog log = new RefusalLog(nanos::get);

    @Test
    void tellsWhoAndWhyOnOneLine(CapturedOutput output) {
        log.refused(PEER, "calls itself\nWARN x");

        assertThat(warnings(output))
                .singleElement()
                .asString()
                .endsWith("127.0.0.1:4711 - calls itself?WARN x; connection closed");
    }

    @Test
    void tellsOfAFloodByItsBeginningAndANumber(CapturedOutput output) {
        for (int i = 0; i < 1_000; i++) {
            log.refused(PEER, "again");
        }
        assertThat(warnings(output)).hasSize(200);

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        log.refused(PEER, "once more");

        assertThat(warnings(output)).hasSize(202);
        assertThat(warnings(output).get(200)).contains("800 more connections were closed before");
        assertThat(log.count()).isEqualTo(1_001);
    }

    private static List<String> warnings(CapturedOutput output) {
        return new LogLines(output, RefusalLog.class).warnings();
    }
}
