package io.txgroup.verification.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.Units;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.running.TxRunner;
import io.txgroup.verification.acceptance.shop.Shop;
import io.txgroup.verification.servers.CutLink;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that forgets, in the middle of groups: what anybody was told stays true, and everything ends. */
class ForgottenGroupsIT {
    private static final int CALLERS = 4;
    private static final int GROUPS = 40;
    private static final int FORGETS_EVERY = 7;
    private static final TxDefinition TEN_SECONDS =
            TxDefinition.labelled("test").withTimeout(Duration.ofSeconds(10));

    private enum Told {
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN
    }

    private final String item = "item " + UUID.randomUUID();
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private RedisServer redis;
    private CutLink link;
    private Shop shop;

    /** Without one the gate lets nothing pass, since there was one before. */
    private volatile RedisServer furtherReplica;

    @BeforeEach
    void start() {
        redis = RedisServer.start(RedisBinary.EMBEDDED);
        link = CutLink.to(redis.port());
    }

    private void open() {
        shop = new Shop("127.0.0.1", link.port(), 2);
        awaitThatGroupsCommit();
    }

    private void awaitThatGroupsCommit() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            shop.orders().place("warm up");
            return true;
        });
    }

    @AfterEach
    void stop() {
        shop.close();
        link.close();
        redis.close();
        if (furtherReplica != null) {
            furtherReplica.close();
        }
    }

    @Test
    void aGroupThatIsFlushedWhileItsStarterRunsIsRolledBackEverywhere() {
        open();

        assertThatThrownBy(() -> placeAndThen(() -> redis.command("FLUSHALL")))
                .isInstanceOf(TxRolledBackException.class);

        everythingHasEnded();
        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
        awaitThatGroupsCommit();
    }

    @Test
    void aGroupWhoseRedisIsStartedAgainEmptyIsRolledBackEverywhere() {
        open();

        assertThatThrownBy(() -> placeAndThen(() -> {
                    redis.kill();
                    redis.restart();
                }))
                .isInstanceOfAny(TxRolledBackException.class, TxManagerUnavailableException.class);

        everythingHasEnded();
        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
        awaitThatGroupsCommit();
    }

    @Test
    void noOutcomeChangesAlthoughTheStoreIsFlushedAgainAndAgain() {
        open();

        placeMany(done -> {
            if (done % FORGETS_EVERY == 0) {
                redis.command("FLUSHALL");
            }
        });

        everythingHasEnded();
        whatWasToldIsTrue();
        assertThat(told.values()).contains(Told.COMMITTED);
    }

    @Test
    void noOutcomeChangesWhenAReplicaTakesOverThatWasCutOffFromItsMaster() {
        try (CutLink replication = CutLink.to(redis.port());
                RedisServer replica = RedisServer.startReplica(RedisBinary.EMBEDDED, replication.port())) {
            Awaitility.await()
                    .until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
            open();

            placeMany(done -> {
                if (done == GROUPS / 3) {
                    replication.cut();
                } else if (done == GROUPS / 3 + 2) {
                    replica.promote();
                    furtherReplica = RedisServer.startReplica(RedisBinary.EMBEDDED, replica.port());
                    link.retarget(replica.port());
                    redis.kill();
                }
            });

            everythingHasEnded();
            whatWasToldIsTrue();
            assertThat(told.values()).contains(Told.COMMITTED);
            shop.close();
        }
    }

    /** One group with an order and a movement, in the middle of which something happens. */
    private void placeAndThen(Runnable happening) throws Throwable {
        shop.ofOrder(TxRunner.class).run(TEN_SECONDS, () -> {
            shop.orders().place(item);
            happening.run();
            return item;
        });
    }

    private interface AfterEachGroup {
        void done(int groups);
    }

    /** Many groups at once; what happens then happens in the middle of the others. */
    private void placeMany(AfterEachGroup after) {
        AtomicInteger done = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            CompletableFuture.allOf(IntStream.range(0, GROUPS)
                            .mapToObj(i -> CompletableFuture.runAsync(
                                    () -> {
                                        place(item + i);
                                        after.done(done.incrementAndGet());
                                    },
                                    callers))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            callers.shutdown();
        }
    }

    private void place(String one) {
        try {
            shop.orders().place(one);
            told.put(one, Told.COMMITTED);
        } catch (TxOutcomeUnknownException e) {
            told.put(one, Told.UNKNOWN);
        } catch (RuntimeException e) {
            told.put(one, Told.ROLLED_BACK);
        }
    }

    private void everythingHasEnded() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(shop.ofOrder(Units.class).groups()).isEmpty();
            assertThat(shop.ofStorage(Units.class).groups()).isEmpty();
        });
    }

    private void whatWasToldIsTrue() {
        assertThat(told).hasSize(GROUPS);
        told.forEach((one, outcome) -> {
            assertThat(shop.movements(one)).as(one + " " + outcome).isEqualTo(shop.orders(one));
            if (outcome != Told.UNKNOWN) {
                assertThat(shop.orders(one)).as(one).isEqualTo(outcome == Told.COMMITTED ? 1 : 0);
            }
        });
    }
}
