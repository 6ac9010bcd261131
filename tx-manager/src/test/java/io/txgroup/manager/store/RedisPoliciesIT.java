package io.txgroup.manager.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.PolicyOverride;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Policies of services, changed at one manager and read at another. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RedisPoliciesIT {
    private static final CompensationPolicy SETTINGS = CompensationPolicy.DEFAULT;
    private static final PolicyOverride NINE =
            new PolicyOverride(null, 9, Duration.ofMillis(1_500), WhenUnreachable.HOLD, Duration.ofDays(1));

    private static RedisServer redis;
    private static RedisClient client;
    private static StandaloneRedisConnections connections;

    private final RedisPolicies one = policies();
    private final RedisPolicies other = policies();

    @BeforeAll
    static void start() {
        redis = RedisServer.start(RedisBinary.EMBEDDED);
        client = RedisClient.create();
        connections = connectionsTo(redis.port());
    }

    @AfterAll
    static void stop() {
        connections.close();
        client.shutdown();
        redis.close();
    }

    @BeforeEach
    @AfterEach
    void forget() {
        answer(connections.commands(0).thenCompose(commands -> commands.flushall()));
    }

    @Test
    void settingsHoldUntilAServiceHasAPolicyOfItsOwn() {
        assertThat(one.of("order")).isEqualTo(SETTINGS);
        assertThat(answer(one.change("order", ServicePolicy.NONE, NINE, "wang")))
                .isTrue();
        assertThat(one.of("order")).isEqualTo(NINE.over(SETTINGS));
        assertThat(other.of("order")).isEqualTo(SETTINGS);
        answer(other.refresh());
        assertThat(other.of("order")).isEqualTo(NINE.over(SETTINGS));
        assertThat(other.of("storage")).isEqualTo(SETTINGS);
        assertThat(other.overrides()).singleElement().satisfies(policy -> {
            assertThat(policy.service()).isEqualTo("order");
            assertThat(policy.changedBy()).isEqualTo("wang");
            assertThat(policy.override()).isEqualTo(NINE);
        });
    }

    @Test
    void warnsOnceWhoKeepsRecordsForLessTimeThanMarksAreKept(CapturedOutput output) {
        PolicyOverride brief = new PolicyOverride(null, null, null, null, Duration.ofMinutes(2));
        answer(one.change("order", ServicePolicy.NONE, brief, "wang"));
        answer(one.refresh());
        new RedisPolicies(connections, StoreSettings.DEFAULTS, brief.over(SETTINGS));

        assertThat(output.getAll())
                .containsOnlyOnce("Service order - records of lost work are kept for 120 s")
                .containsOnlyOnce("All services - records of lost work are kept for 120 s");
    }

    @Test
    void ofTwoChangesAtOnceOneIsTold() {
        assertThat(Stream.of(
                                one.change("order", ServicePolicy.NONE, NINE, "wang"),
                                other.change("order", ServicePolicy.NONE, PolicyOverride.MANUAL, "li"))
                        .map(RedisPoliciesIT::answer))
                .containsExactlyInAnyOrder(true, false);
        assertThat(one.of("order")).isEqualTo(other.of("order"));
        long version = one.overrides().get(0).version();
        assertThat(answer(one.remove("order", version + 1))).isFalse();
        assertThat(answer(one.change("order", version, PolicyOverride.MANUAL, "wang")))
                .isTrue();
        assertThat(one.overrides().get(0).version()).isGreaterThan(version);
        assertThat(answer(one.change("order", version, NINE, "li"))).isFalse();
        assertThat(answer(one.remove("order", one.overrides().get(0).version())))
                .isTrue();
        assertThat(one.of("order")).isEqualTo(SETTINGS);
        assertThat(answer(one.remove("order", ServicePolicy.NONE))).isTrue();
    }

    @Test
    void whatWasReadLastHoldsWhileRedisIsAway() {
        try (RedisServer away = RedisServer.start(RedisBinary.EMBEDDED)) {
            StandaloneRedisConnections dying = connectionsTo(away.port());
            RedisPolicies last = new RedisPolicies(dying, StoreSettings.DEFAULTS, SETTINGS);
            answer(last.change("order", ServicePolicy.NONE, NINE, "wang"));
            away.close();
            assertThatThrownBy(() -> answer(last.refresh())).isNotNull();
            assertThat(last.of("order")).isEqualTo(NINE.over(SETTINGS));
            assertThatThrownBy(() -> answer(last.change("order", 1, PolicyOverride.MANUAL, "wang")))
                    .isNotNull();
            assertThat(last.of("order")).isEqualTo(NINE.over(SETTINGS));
            assertThat(new RedisPolicies(dying, StoreSettings.DEFAULTS, SETTINGS).of("order"))
                    .isEqualTo(SETTINGS);
            dying.close();
        }
    }

    @Test
    void whatCantBeUnderstoodLetsTheLastKnownHoldAndElseDoesNothingByItself() {
        answer(one.change("order", ServicePolicy.NONE, NINE, "wang"));
        write(Map.of(
                "order", "7 {\"attempts\":1000}",
                "storage", "7 {\"unreachable\":\"ask-the-oracle\"}",
                "account", "no version",
                "ledger", "7 {\"attempts\":4,\"of a newer version\":{}}"));
        answer(one.refresh());
        assertThat(one.of("order")).isEqualTo(NINE.over(SETTINGS));
        assertThat(one.of("storage").enabled()).isFalse();
        assertThat(one.of("account").enabled()).isFalse();
        assertThat(one.of("ledger").attempts()).isEqualTo(4);
    }

    @Test
    void refusesMoreServicesThanThereMayBeAndNamesThatAreNone() {
        Map<String, String> full = new HashMap<>();
        for (int i = 0; i < RedisPolicies.MOST; i++) {
            full.put("service-" + i, "7 {\"enabled\":false}");
        }
        write(full);
        assertThatThrownBy(() -> answer(one.change("order", ServicePolicy.NONE, NINE, "wang")))
                .hasMessageContaining("1000 services have a policy of their own already");
        assertThat(answer(one.change("service-1", 7, NINE, "wang"))).isTrue();
        assertThatThrownBy(() -> one.change(" ", ServicePolicy.NONE, NINE, "wang"))
                .hasMessageContaining("The service has 1 characters");
    }

    private static void write(Map<String, String> values) {
        Map<String, byte[]> bytes = new HashMap<>();
        values.forEach((service, value) -> bytes.put(service, value.getBytes(UTF_8)));
        answer(connections.commands(0).thenCompose(commands -> commands.hset("txm:policies", bytes)));
    }

    private static RedisPolicies policies() {
        return new RedisPolicies(connections, StoreSettings.DEFAULTS, SETTINGS);
    }

    private static StandaloneRedisConnections connectionsTo(int port) {
        return new StandaloneRedisConnections(
                client, RedisURI.create("127.0.0.1", port), Duration.ofSeconds(2), System::nanoTime);
    }

    private static <T> T answer(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
