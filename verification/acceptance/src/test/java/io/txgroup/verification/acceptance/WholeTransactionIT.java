package io.txgroup.verification.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcome.Known;
import io.txgroup.client.TxOutcomes;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.Units;
import io.txgroup.client.observing.TxHealth;
import io.txgroup.client.running.TxDefinition;
import io.txgroup.client.running.TxRunner;
import io.txgroup.client.spi.Calls;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.protocol.GroupId;
import io.txgroup.verification.acceptance.shop.Shop;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Groups over two services and two managers, with real HTTP, real Redis and real databases. */
class WholeTransactionIT {
    private static RedisServer redis;
    private static Shop shop;

    private final String item = "item " + UUID.randomUUID();

    @BeforeAll
    static void start() {
        redis = RedisServer.start(RedisBinary.EMBEDDED);
        shop = new Shop("127.0.0.1", redis.port(), 2);
        Awaitility.await().ignoreExceptions().until(() -> {
            shop.orders().place("warm up");
            return true;
        });
    }

    @AfterAll
    static void stop() {
        shop.close();
        redis.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(shop.ofOrder(Units.class).groups()).isEmpty());
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(shop.ofStorage(Units.class).groups()).isEmpty());
    }

    @Test
    void commitsInBothServices() {
        shop.orders().place(item);

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @Test
    void rollsBackInBothServicesWhenTheStarterThrows() {
        assertThatThrownBy(() -> shop.orders().placeAndFail(item))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changed my mind");

        nothingIsWritten();
    }

    @Test
    void rollsBackInBothServicesWhenTheCalleeThrows() {
        assertThatThrownBy(() -> shop.orders().placeWhatFails(item)).hasMessageContaining("500");

        nothingIsWritten();
    }

    @Test
    void rollsBackAlthoughTheCallerSwallowsTheCalleesError() {
        assertThatThrownBy(() -> shop.orders().placeAndSwallow(item))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("no more " + item);

        nothingIsWritten();
        assertThat(shop.orders(item + " swallowed")).isZero();
    }

    @Test
    void refusesAWriteOfAMethodThatTakesNoPart() {
        assertThatThrownBy(() -> shop.orders().placeBy("/take-unannotated?item={item}", item))
                .hasMessageContaining("500");

        nothingIsWritten();
    }

    @Test
    void refusesASecondAnnotatedMethodInOneRequest() {
        assertThatThrownBy(() -> shop.orders().placeBy("/take-twice?item={item}", item))
                .hasMessageContaining("500");

        nothingIsWritten();
    }

    @Test
    void concurrentGroupsAllCommit() {
        ExecutorService callers = Executors.newFixedThreadPool(6);
        CompletableFuture.allOf(IntStream.range(0, 200)
                        .mapToObj(i ->
                                CompletableFuture.runAsync(() -> shop.orders().place(item), callers))
                        .toArray(CompletableFuture[]::new))
                .join();
        callers.shutdown();

        assertThat(shop.orders(item)).isEqualTo(200);
        assertThat(shop.movements(item)).isEqualTo(200);
    }

    @Test
    void aMalformedHeaderFailsTheCallBeforeAnythingIsDone() throws Exception {
        HttpResponse<String> response = post("/take?item=malformed", "what is this");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("group header");
        assertThat(shop.movements("malformed")).isZero();
    }

    @Test
    void aGroupOfAnotherEpochFailsTheCallBeforeAnythingIsDone() throws Exception {
        HttpResponse<String> response =
                post("/take?item=unknown", "1;018bcfe5-6800-7000-8000-000000000001;not-an-epoch;0.1;2000;nobody");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("Tx-Group-Report"))
                .hasValueSatisfying(report -> assertThat(report).contains("epoch"));
        assertThat(shop.movements("unknown")).isZero();
    }

    @Test
    void aCallThatComesAfterItsGroupHasEndedIsRolledBack() throws Exception {
        AtomicReference<String> header = new AtomicReference<>();
        TxDefinition definition = TxDefinition.labelled("test").withTimeout(Duration.ofSeconds(20));
        assertThatThrownBy(() -> shop.ofOrder(TxRunner.class).run(definition, () -> {
                    header.set(shop.ofOrder(Calls.class)
                            .attempt("test")
                            .orElseThrow()
                            .header());
                    throw new IllegalStateException("never mind");
                }))
                .hasMessage("never mind");

        post("/take?item=late", header.get());

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(shop.ofStorage(Units.class).groups()).isEmpty());
        assertThat(shop.movements("late")).isZero();
    }

    @Test
    void survivesTheLossOfAManager() {
        shop.stopManager(0);
        try {
            for (int i = 0; i < 20; i++) {
                shop.orders().place(item);
            }
        } finally {
            shop.startManagerAgain(0);
        }

        assertThat(shop.orders(item)).isEqualTo(20);
        assertThat(shop.movements(item)).isEqualTo(20);
    }

    @Test
    void theOutcomeIsFoundByEveryServiceThatTookPartAlsoThroughManagersThatWereRestarted() throws Throwable {
        GroupId committed = inGroup(() -> shop.orders().place(item));
        GroupId[] rolledBack = new GroupId[1];
        assertThatThrownBy(() -> inGroup(() -> {
                    rolledBack[0] = current();
                    shop.orders().placeAndFail(item);
                }))
                .hasMessageContaining("changed my mind");

        assertThat(find(Shop::ofOrder, committed)).isEqualTo(Known.COMMITTED);
        assertThat(find(Shop::ofStorage, committed)).isEqualTo(Known.COMMITTED);
        assertThat(find(Shop::ofOrder, rolledBack[0])).isEqualTo(Known.ROLLED_BACK);
        shop.stopManager(0);
        shop.stopManager(1);
        shop.startManagerAgain(0);
        shop.startManagerAgain(1);

        Awaitility.await().ignoreException(TxManagerUnavailableException.class).untilAsserted(() -> {
            assertThat(find(Shop::ofOrder, committed)).isEqualTo(Known.COMMITTED);
            assertThat(find(Shop::ofOrder, rolledBack[0])).isEqualTo(Known.ROLLED_BACK);
        });
    }

    @Test
    void aGroupThatRunsIsUndecidedAndOneThatCalledNobodyHasNoRecord() throws Throwable {
        inGroup(() -> {
            shop.orders().place(item);
            assertThat(find(Shop::ofOrder, current())).isEqualTo(Known.UNDECIDED);
        });
        GroupId alone = inGroup(() -> shop.orders().note(item));

        assertThat(find(Shop::ofOrder, alone)).isEqualTo(Known.NO_RECORD);
    }

    @Test
    void withoutAnyManagerNothingCommitsButLocalWorkGoesOnAndItHealsByItself() {
        shop.stopManager(0);
        shop.stopManager(1);
        try {
            assertThatThrownBy(() -> shop.orders().place(item))
                    .isInstanceOf(TxManagerUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:" + shop.managerPort(0))
                    .hasMessageContaining("nothing was committed");
            shop.orders().note("local " + item);
            Health health = shop.ofOrder(TxHealth.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(String.valueOf(health.getDetails().get("unreachable"))).contains(":" + shop.managerPort(1));
        } finally {
            shop.startManagerAgain(0);
            shop.startManagerAgain(1);
        }

        nothingIsWritten();
        assertThat(shop.orders("local " + item)).isEqualTo(1);
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            shop.orders().place(item);
            return true;
        });
        assertThat(shop.movements(item)).isEqualTo(1);
        assertThat(shop.ofOrder(TxHealth.class).health().getStatus()).isEqualTo(Status.UP);
    }

    /** Runs it in one group of the order service, whose name is returned. */
    private static GroupId inGroup(Runnable body) throws Throwable {
        TxDefinition definition = TxDefinition.labelled("test").withTimeout(Duration.ofSeconds(20));
        Object name = shop.ofOrder(TxRunner.class).run(definition, () -> {
            body.run();
            return current();
        });
        return (GroupId) Objects.requireNonNull(name);
    }

    private static GroupId current() {
        return shop.ofOrder(CurrentCall.class).scope().orElseThrow().groupId();
    }

    private static Known find(BiFunction<Shop, Class<TxOutcomes>, TxOutcomes> service, GroupId group) {
        return service.apply(shop, TxOutcomes.class).find(group).known();
    }

    private void nothingIsWritten() {
        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
    }

    private static HttpResponse<String> post(String path, String header) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(shop.storageUrl() + path))
                .header("Tx-Group", header)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
