package io.txgroup.verification.acceptance.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.core.Units;
import io.txgroup.verification.acceptance.shop.Shop;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One Redis, two managers, a calling and a called service for all tests of this package: they are started with the first
 * test that asks for the {@link Shop} and stopped after the last one.
 */
final class Usage implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Usage.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Started.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return started(test);
    }

    private static Started started(ExtensionContext test) {
        return test.getRoot()
                .getStore(HERE)
                .computeIfAbsent(Start.class, key -> new Start(), Start.class)
                .started();
    }

    /** Tried once: what did not start for the first test would not start for the others. */
    private static final class Start implements AutoCloseable {
        private @Nullable Started started;
        private @Nullable RuntimeException failure;

        Start() {
            try {
                started = new Started();
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        Started started() {
            if (failure != null) {
                throw failure;
            }
            return started;
        }

        @Override
        public void close() {
            if (started != null) {
                started.close();
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        started(test).nothingIsLeft();
    }

    /** What was started. */
    static final class Started implements AutoCloseable {
        private static final Map<String, Object> SETTINGS = Map.of(
                "spring.cloud.openfeign.circuitbreaker.enabled", true,
                "spring.cloud.discovery.client.simple.instances.storage[0].uri", "${shop.storage}",
                "spring.http.serviceclient.storage.base-url", "${shop.storage}",
                "spring.http.serviceclient.reactive-storage.base-url", "${shop.storage}",
                // a branch that will never be done is given up soon
                "tx.jdbc.in-use-wait", "1s");

        private final RedisServer redis = RedisServer.start(RedisBinary.EMBEDDED);
        private final Shop shop = new Shop("127.0.0.1", redis.port(), 2, Calling.class, Called.class, SETTINGS);
        private final ConfigurableApplicationContext joining =
                shop.startStorage(Called.class, Map.of("tx.client.unannotated", "join"));

        Started() {
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                bean(Calling.Orders.class).inGroup(() -> {
                    Form.FEIGN.take(caller(), shop.storageUrl(), "warm-up", false);
                    Form.REST_CLIENT_MADE_BY_HAND.take(caller(), joiningUrl(), "warm-up", false);
                });
                return true;
            });
        }

        Shop shop() {
            return shop;
        }

        /** The calling service. */
        ConfigurableApplicationContext caller() {
            return shop.order();
        }

        /** A bean of the calling service. */
        <T> T bean(Class<T> type) {
            return caller().getBean(type);
        }

        /** A storage in which whole requests are calls. */
        String joiningUrl() {
            return "http://127.0.0.1:" + Shop.portOf(joining);
        }

        int movementsOfJoining(String item) {
            return Shop.movements(joining, item);
        }

        private void nothingIsLeft() {
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(shop.ofOrder(Units.class).groups()).isEmpty();
                assertThat(shop.ofStorage(Units.class).groups()).isEmpty();
                assertThat(joining.getBean(Units.class).groups()).isEmpty();
            });
        }

        @Override
        public void close() {
            shop.close();
            redis.close();
        }
    }
}
