package io.txgroup.verification.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.core.Units;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.net.ManagerView;
import io.txgroup.verification.acceptance.shop.Shop;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Managers are stopped and started one after the other while callers go on, and no caller notices. */
class RollingRestartIT {
    private static final int CALLERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String item = "item " + UUID.randomUUID();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger placed = new AtomicInteger();
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private RedisServer redis;
    private Shop shop;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.start(RedisBinary.EMBEDDED);
    }

    @AfterEach
    void stop() {
        over.set(true);
        shop.close();
        redis.close();
    }

    @Test
    void failsNoRequestOfServicesThatKnowEachManager() {
        shop = new Shop("127.0.0.1", redis.port(), 2);

        restartsUnderLoad(() -> await().atMost(PATIENCE).until(() -> usable() == 4));
    }

    @Test
    void failsNoRequestOfServicesThatKnowOneAddressOnly() {
        shop = Shop.behindABalancer("127.0.0.1", redis.port(), 2);
        assertThat(shop.ofOrder(ManagerConnections.class).source()).startsWith("the URL http://127.0.0.1:");

        restartsUnderLoad(() -> await().atMost(PATIENCE).until(() -> usable() == 2));
    }

    /** How many connections to managers both services can use. */
    private long usable() {
        return List.of(shop.ofOrder(ManagerConnections.class), shop.ofStorage(ManagerConnections.class)).stream()
                .flatMap(connections -> connections.views().stream())
                .filter(ManagerView::usable)
                .count();
    }

    private void restartsUnderLoad(Runnable awaitConnections) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            shop.orders().place("warm up");
            return true;
        });
        awaitConnections.run();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        CompletableFuture<Void> callers = CompletableFuture.allOf(IntStream.range(0, CALLERS)
                .mapToObj(caller -> CompletableFuture.runAsync(this::placeUntilItIsOver, threads))
                .toArray(CompletableFuture[]::new));
        for (int manager : List.of(0, 1)) {
            awaitPlaced(20);
            shop.stopManager(manager);
            awaitPlaced(20);
            shop.startManagerAgain(manager);
            awaitConnections.run();
        }
        awaitPlaced(20);
        over.set(true);
        callers.join();
        threads.shutdown();

        assertThat(failures).isEmpty();
        assertThat(shop.orders(item)).isEqualTo(placed.get());
        assertThat(shop.movements(item)).isEqualTo(placed.get());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(shop.ofStorage(Units.class).groups()).isEmpty());
    }

    private void placeUntilItIsOver() {
        while (!over.get()) {
            try {
                shop.orders().place(item);
                placed.incrementAndGet();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
    }

    private void awaitPlaced(int more) {
        int before = placed.get();
        await().atMost(PATIENCE).until(() -> placed.get() >= before + more || !failures.isEmpty());
    }
}
