package io.txgroup.redis.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.annotation.Id;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisKeyValueAdapter;
import org.springframework.data.redis.core.RedisKeyValueTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.index.Indexed;
import org.springframework.data.redis.core.mapping.RedisMappingContext;

class TxRedisAutoConfigurationIT {
    private static RedisServer server;

    private final FakeUnit unit = new FakeUnit();

    @BeforeAll
    static void start() {
        server = RedisServer.start(RedisBinary.EMBEDDED);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.command("FLUSHALL");
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(TxRedisAutoConfiguration.class, DataRedisAutoConfiguration.class))
                .withBean(CurrentCall.class, () -> unit)
                .withPropertyValues("spring.application.name=stock", "spring.data.redis.port=" + server.port());
    }

    @Test
    void wrapsTheFactoryAndKeepsItsClass() {
        runner().run(context -> {
            LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
            StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
            assertThat(factory.getConnection()).isInstanceOf(LettuceConnection.class);
            assertThat(context.getBean(ResourceRecovery.class).resource()).isEqualTo("redisConnectionFactory");

            FakeUnit.Call call = unit.call(CallPath.ROOT);
            call.run(() -> {
                template.opsForValue().set("key", "value");
                ReactiveRedisConnectionFactory reactive = context.getBean(ReactiveRedisConnectionFactory.class);
                assertThatThrownBy(reactive::getReactiveConnection).hasMessageContaining("reactive");
                return null;
            });
            call.join();
            assertThat(server.command("EXISTS", "key")).isEqualTo("0");
            unit.commit();
            assertThat(server.command("GET", "key")).isEqualTo("value");
        });
    }

    @Test
    void metersTellWhatEachFactoryHoldsAndWhatWaitsInRedis() {
        runner().run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(MeterBinder.class).bindTo(registry);
            StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
            ResourceRecovery recovery = context.getBean(ResourceRecovery.class);
            FakeUnit.Call call = unit.call(CallPath.ROOT);
            call.run(() -> {
                template.opsForValue().set("key", "value");
                assertThatThrownBy(() -> template.opsForValue().increment("number"))
                        .hasMessageContaining("INCR");
                return null;
            });
            call.join();
            assertThat(gauge(registry, "tx.redis.held")).isEqualTo(1);
            assertThat(gauge(registry, "tx.redis.stored")).isNaN();
            assertThat(counter(registry, "tx.redis.refused")).isEqualTo(1);

            unit.resources().get(0).prepare();
            recovery.prepared();
            assertThat(gauge(registry, "tx.redis.stored")).isEqualTo(1);
            assertThat(gauge(registry, "tx.redis.stored.oldest")).isPositive();

            unit.resources().get(0).commit();
            recovery.prepared();
            assertThat(gauge(registry, "tx.redis.held")).isZero();
            assertThat(gauge(registry, "tx.redis.stored")).isZero();
            assertThat(gauge(registry, "tx.redis.stored.oldest")).isZero();
            assertThat(counter(registry, "tx.redis.unprepared")).isZero();
            assertThat(counter(registry, "tx.redis.lost")).isZero();
        });
    }

    @Test
    void metersCountNoVotesAndWhatFailedWhileItWasApplied() {
        runner().run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(MeterBinder.class).bindTo(registry);
            StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
            FakeUnit.Call call = unit.call(CallPath.ROOT);
            call.run(() -> template.opsForList().rightPush("list", "1"));
            call.join();
            server.command("SET", "list", "a text");
            HeldResource queue = unit.resources().get(0);
            assertThatThrownBy(queue::prepare).hasMessageContaining("is a string");
            assertThat(counter(registry, "tx.redis.unprepared")).isEqualTo(1);

            server.command("DEL", "list");
            queue.prepare();
            server.command("SET", "list", "a text");
            assertThatThrownBy(queue::commit).hasMessageContaining("WRONGTYPE");
            assertThat(counter(registry, "tx.redis.lost")).isEqualTo(1);
        });
    }

    private static double gauge(SimpleMeterRegistry registry, String name) {
        return registry.get(name)
                .tag("factory", "redisConnectionFactory")
                .gauge()
                .value();
    }

    private static double counter(SimpleMeterRegistry registry, String name) {
        return registry.get(name)
                .tag("factory", "redisConnectionFactory")
                .functionCounter()
                .count();
    }

    @Test
    void leavesAnExcludedFactoryAlone() {
        runner().withPropertyValues("tx.redis.exclude=redisConnectionFactory").run(context -> {
            unit.run(() -> {
                context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
                return null;
            });
            assertThat(server.command("GET", "key")).isEqualTo("value");
        });
    }

    @Test
    void refusesAFactoryThatItCanNotWrap() {
        RedisConnectionFactory strange = (RedisConnectionFactory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RedisConnectionFactory.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "hashCode" -> 1;
                    case "equals" -> proxy == args[0];
                    case "toString" -> "strange";
                    default -> null;
                });
        runner().withBean("strange", RedisConnectionFactory.class, () -> strange)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasRootCauseInstanceOf(UnheldRedisException.class)
                        .rootCause()
                        .hasMessageContaining("strange"));
    }

    @Test
    void startsWithoutRedis() {
        runner().withPropertyValues("spring.data.redis.port=1")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @RedisHash("items")
    record Item(@Id String id, @Indexed String kind, int count) {}

    @Test
    void repositoriesSaveAndDeleteInAGroup() {
        runner().run(context -> {
            RedisMappingContext mapping = new RedisMappingContext();
            mapping.afterPropertiesSet();
            RedisKeyValueAdapter adapter =
                    new RedisKeyValueAdapter(context.getBean(StringRedisTemplate.class), mapping);
            adapter.afterPropertiesSet();
            RedisKeyValueTemplate items = new RedisKeyValueTemplate(adapter, mapping);
            items.insert(new Item("1", "apple", 7));

            FakeUnit.Call call = unit.call(CallPath.ROOT);
            call.run(() -> {
                Item item = items.findById("1", Item.class).orElseThrow();
                items.update(new Item("1", "pear", item.count() - 1));
                items.insert(new Item("2", "apple", 3));
                return null;
            });
            call.join();
            assertThat(items.findById("2", Item.class)).isEmpty();
            unit.commit();

            assertThat(items.findById("1", Item.class)).isEqualTo(Optional.of(new Item("1", "pear", 6)));
            assertThat(items.findById("2", Item.class)).isPresent();
            assertThat(server.command("SISMEMBER", "items:kind:pear", "1")).isEqualTo("1");
            assertThat(server.command("SISMEMBER", "items:kind:apple", "1")).isEqualTo("0");
            adapter.destroy();
        });
    }
}
