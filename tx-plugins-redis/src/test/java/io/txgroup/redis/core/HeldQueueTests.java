package io.txgroup.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.protocol.CallPath;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a queue does without asking Redis, which can't be reached here. */
class HeldQueueTests {
    private final Queues queues = new Queues(
            "redis",
            KeyNames.of("txr:", "default", "stock", "redis", false),
            () -> {
                throw new IllegalStateException("nothing is to be asked");
            },
            new QueueSettings(
                    RedisGate.AUTO,
                    OptionalInt.empty(),
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    Duration.ofHours(1)),
            Surroundings.ofMachine());
    private final FakeUnit.Call call = new FakeUnit().call(CallPath.ROOT);

    private HeldQueue queue() {
        return new HeldQueue(
                queues,
                call,
                new HeldQueue.OfUnit() {
                    @Override
                    public boolean hasWritten() {
                        return true;
                    }

                    @Override
                    public void requireConnected() {}

                    @Override
                    public void cancelReads() {}
                },
                1);
    }

    private static void write(HeldQueue queue) {
        WireCommand command = new WireCommand(List.of(Keys.utf8("RPUSH"), Keys.utf8("list"), Keys.utf8("a")));
        queue.add(command, List.of(Keys.utf8("list")), "list");
    }

    @Test
    void isNotStoredWhenItIsAskedToPrepareAfterItWasRolledBack() throws Exception {
        HeldQueue queue = queue();
        write(queue);
        queue.mark(Set.of(CallPath.ROOT));
        queue.rollback();

        assertThatThrownBy(queue::prepare)
                .hasMessageContaining("can't be prepared")
                .hasMessageContaining("it has ended already");
        assertThat(queues.figures().held()).isZero();
    }

    @Test
    void keepsWatchingWhatAnEarlierCallOfTheUnitHasReadThatWroteNothing() throws Exception {
        HeldQueue earlier = queue();
        earlier.watch(Keys.utf8("read"), () -> "digest");
        earlier.rollback();

        HeldQueue later = queue();
        later.goOnFrom(earlier);
        later.watch(Keys.utf8("read"), () -> {
            throw new IllegalStateException("it is known already");
        });

        assertThat(earlier.hasEnded()).isTrue();
        assertThat(later.takesPart()).isTrue();
    }
}
