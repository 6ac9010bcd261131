package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.Version;
import io.txgroup.manager.store.InMemoryGroupStore;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.manager.store.StoreLink;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.UnitId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@Timeout(60)
class WatchTests {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AtomicLong clock = new AtomicLong();
    private final InMemoryGroupStore store =
            new InMemoryGroupStore(new InMemoryRedis(1, 0, () -> 1_000, new Random(1)), StoreLink.DIRECT);
    private final CountDownLatch reads = new CountDownLatch(1);
    private final Queue<Browser> browsers = new ArrayDeque<>();
    private final Watch watch =
            new Watch(new InFlight(store, clock::get), "manager-1", clock::get, () -> browsers.remove());

    /** What a browser has heard; one that does not read keeps whoever writes to it. */
    private static final class Browser extends SseEmitter {
        private final CountDownLatch reads;
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final CountDownLatch written = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        Browser(CountDownLatch reads) {
            super(0L);
            this.reads = reads;
        }

        @Override
        public void send(SseEventBuilder event) {
            written.countDown();
            try {
                reads.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            event.build().forEach(part -> heard.add(String.valueOf(part.getData())));
        }

        @Override
        public void complete() {
            ended.countDown();
        }
    }

    @AfterEach
    void close() {
        reads.countDown();
        watch.close();
    }

    private Browser opened(CountDownLatch thatReads) {
        Browser browser = new Browser(thatReads);
        browsers.add(browser);
        assertThat(watch.open(null)).isSameAs(browser);
        return browser;
    }

    private String begun() {
        GroupId id = GroupId.next(1_000, RANDOM, 1);
        Epoch epoch = store.clock(0).toCompletableFuture().join().epoch();
        UnitId starter = new UnitId(new ProcessId("order", "order-1", "p"), "t");
        store.create(Group.created(id, epoch, starter, 11_000, 1_000, 31_000, "Order.place"), new Version(1, "m"))
                .toCompletableFuture()
                .join();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        watch.tick();
        return id.toString();
    }

    @Test
    void aBrowserThatDoesNotReadHoldsUpNobody() {
        Browser stuck = opened(reads);
        Browser other = opened(new CountDownLatch(0));

        String group = begun();

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(String.join("", other.heard)).contains(group));
        assertThat(stuck.heard).isEmpty();
        reads.countDown();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(String.join("", stuck.heard)).contains("reset", group));
    }

    @Test
    void aPageThatIsTooFarBehindIsEndedAndHearsNothingOfTheRest() throws InterruptedException {
        Browser stuck = opened(reads);
        stuck.written.await();
        String last = "";
        for (int i = 0; i < 200; i++) {
            last = begun();
        }

        reads.countDown();

        stuck.ended.await();
        assertThat(String.join("", stuck.heard)).contains("reset").doesNotContain(last);
    }

    @Test
    void endsWithoutWaitingForABrowserThatDoesNotRead() throws InterruptedException {
        Browser stuck = opened(reads);
        Browser other = opened(new CountDownLatch(0));
        stuck.written.await();

        watch.close();

        other.ended.await();
        assertThat(stuck.ended.getCount()).isEqualTo(1);
        assertThatThrownBy(() -> watch.open(null)).isInstanceOf(Problem.class).hasMessageContaining("being stopped");
    }
}
