package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.manager.store.StoreCommand;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InFlightTests {
    private final AtomicLong clock = new AtomicLong(5_000_000_000L);
    private final AtomicInteger asked = new AtomicInteger();

    private InFlight inFlight(Consumer<StoreCommand<?>> link, Duration patience) {
        InMemoryRedis redis = new InMemoryRedis(1, 0, () -> 1_000, new Random(1));
        return new InFlight(
                new InMemoryGroupStore(redis, command -> {
                    asked.incrementAndGet();
                    link.accept(command);
                }),
                clock::get,
                patience);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAskedOncePerSecondHoweverManyWantToKnow() {
        InFlight inFlight = inFlight(StoreCommand::lose, Duration.ofSeconds(5));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(inFlight::picture).isInstanceOf(AdminUnavailableException.class);
        }
        assertThat(asked).hasValue(1);

        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThatThrownBy(inFlight::picture).isInstanceOf(AdminUnavailableException.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void whoComesWhileAnotherIsWaitingForTheStoreIsSentAwayAfterAWhile() throws InterruptedException {
        LinkedBlockingQueue<StoreCommand<?>> late = new LinkedBlockingQueue<>();
        InFlight inFlight = inFlight(late::add, Duration.ofMillis(20));
        CompletableFuture<InFlight.Picture> first = CompletableFuture.supplyAsync(inFlight::picture);
        await().atMost(Duration.ofSeconds(30)).until(() -> !late.isEmpty());

        assertThatThrownBy(inFlight::picture)
                .isInstanceOf(AdminUnavailableException.class)
                .hasMessageContaining("within 20 ms");

        StoreCommand<?> command = late.take();
        command.carryOut();
        command.answer();
        assertThat(first.join().groups()).isEmpty();
        assertThat(inFlight.picture().complete()).isTrue();
    }
}
