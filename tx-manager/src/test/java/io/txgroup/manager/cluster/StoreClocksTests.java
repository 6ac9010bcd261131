package io.txgroup.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.manager.store.StoreCommand;
import io.txgroup.manager.store.StoreLink;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StoreClocksTests {
    private final AtomicLong nanos = new AtomicLong();
    private StoreLink way = StoreLink.DIRECT;
    private final StoreClocks clocks = new StoreClocks(
            new InMemoryGroupStore(new InMemoryRedis(1, 0, () -> 1_000, new Random(1)), command -> way.send(command)),
            nanos::get);

    @Test
    void saysOnceWhyTheStoreDoesNotAnswerAndOnceThatItDoes(CapturedOutput output) {
        way = StoreCommand::lose;
        clocks.refresh();
        clocks.refresh();
        assertThat(output).containsOnlyOnce("The store does not answer");
        assertThat(clocks.reachable()).isFalse();

        way = StoreLink.DIRECT;
        clocks.refresh();
        clocks.refresh();
        assertThat(output).containsOnlyOnce("The store answers; 1 shards");
        assertThat(clocks.reachable()).isTrue();
    }

    @Test
    void saysItAgainWhenItIsLostAgain(CapturedOutput output) {
        for (int i = 0; i < 2; i++) {
            way = StoreCommand::lose;
            clocks.refresh();
            way = StoreLink.DIRECT;
            clocks.refresh();
        }

        assertThat(output.toString().split("The store does not answer", -1)).hasSize(3);
    }

    @Test
    void tellsNoClockThatIsTwoSecondsOld() {
        clocks.refresh();
        nanos.addAndGet(2_000_000_001L);

        assertThat(clocks.answer().clocks()).isEmpty();
        assertThat(clocks.answer().storeTrouble()).isNotEmpty();
    }
}
