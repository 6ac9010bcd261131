package io.txgroup.verification.acceptance.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.Units;
import io.txgroup.verification.acceptance.shop.Shop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.client.RestClientException;

/** More callers than connections: everything ends, nothing stays held, and the books agree. */
@ExtendWith(Usage.class)
class CrowdsIT {
    private final Usage.Started started;
    private final ExecutorService callers = Executors.newFixedThreadPool(64);
    private final List<ConfigurableApplicationContext> services = new ArrayList<>();

    CrowdsIT(Usage.Started started) {
        this.started = started;
    }

    @AfterEach
    void stop() {
        callers.shutdownNow();
        services.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void servicesThatCallOneAnotherWithPoolsOfFiveDoNotWaitForEver() throws Exception {
        ConfigurableApplicationContext a = service(5);
        ConfigurableApplicationContext b = service(5);
        crowd(32, a, b, 32, b, a);
    }

    @Test
    void manyCallersThroughASmallPoolDoNotWaitForEver() throws Exception {
        ConfigurableApplicationContext a = service(10);
        ConfigurableApplicationContext b = service(10);
        crowd(64, a, b, 0, b, a);
    }

    private ConfigurableApplicationContext service(int pool) {
        ConfigurableApplicationContext service = started.shop()
                .startStorage(
                        Called.class,
                        Map.of(
                                "spring.datasource.hikari.maximum-pool-size",
                                pool,
                                "spring.datasource.hikari.connection-timeout",
                                4000,
                                "tx.jdbc.max-held-wait",
                                "3s"));
        services.add(service);
        return service;
    }

    private void crowd(
            int first,
            ConfigurableApplicationContext from,
            ConfigurableApplicationContext to,
            int second,
            ConfigurableApplicationContext otherFrom,
            ConfigurableApplicationContext otherTo)
            throws Exception {
        await().ignoreExceptions().until(() -> {
            from.getBean(Mutual.Starter.class).both("warm-up", url(to));
            otherFrom.getBean(Mutual.Starter.class).both("warm-up", url(otherTo));
            return true;
        });
        List<CompletableFuture<Told>> all = new ArrayList<>();
        for (int i = 0; i < Math.max(first, second); i++) {
            if (i < first) {
                all.add(placing(from, to));
            }
            if (i < second) {
                all.add(placing(otherFrom, otherTo));
            }
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(120, TimeUnit.SECONDS);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            for (ConfigurableApplicationContext service : List.of(from, to)) {
                assertThat(service.getBean(Units.class).groups()).isEmpty();
                assertThat(active(service)).isZero();
            }
        });
        int placed = 0;
        for (CompletableFuture<Told> one : all) {
            Told told = one.join();
            assertThat(Shop.movements(from, told.item())).as("%s", told).isEqualTo(told.placed() ? 1 : 0);
            assertThat(Shop.movements(to, told.item())).as("%s", told).isEqualTo(told.placed() ? 1 : 0);
            placed += told.placed() ? 1 : 0;
        }
        assertThat(placed).as("placed of " + all.size()).isPositive();
    }

    /** What the caller of one order was told. */
    private record Told(String item, boolean placed) {}

    private CompletableFuture<Told> placing(ConfigurableApplicationContext from, ConfigurableApplicationContext to) {
        String item = "crowd-" + UUID.randomUUID();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        from.getBean(Mutual.Starter.class).both(item, url(to));
                        return new Told(item, true);
                    } catch (TxRolledBackException
                            | DataAccessException
                            | TransactionException
                            | RestClientException e) {
                        return new Told(item, false);
                    }
                },
                callers);
    }

    private static String url(ConfigurableApplicationContext service) {
        return "http://127.0.0.1:" + Shop.portOf(service);
    }

    private static int active(ConfigurableApplicationContext service) throws SQLException {
        return service.getBean(DataSource.class)
                .unwrap(HikariDataSource.class)
                .getHikariPoolMXBean()
                .getActiveConnections();
    }
}
