package io.txgroup.redis;

import static org.awaitility.Awaitility.await;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.redis.core.RedisGate;
import io.txgroup.verification.servers.RedisCluster;
import io.txgroup.verification.servers.RedisServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** One process of a service with a wrapped factory; which unit its threads run for is set by the test. */
final class TestRedis implements AutoCloseable {
    static final HeldRedisSettings DEFAULTS = new HeldRedisSettings(
            QueuedResults.ERROR,
            WatchedKeys.NONE,
            RedisGate.AUTO,
            true,
            Set.of(),
            Set.of(),
            new HeldRedisSettings.Limits(10_000, 8 << 20, 256),
            new HeldRedisSettings.Storing(
                    "txr:",
                    OptionalInt.empty(),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofHours(1),
                    "default",
                    "stock"));

    private final LettuceConnectionFactory factory;
    private final HeldRedis held;
    private final AtomicReference<FakeUnit> unit = new AtomicReference<>(new FakeUnit());

    private TestRedis(LettuceConnectionFactory factory, HeldRedisSettings settings) {
        this.factory = factory;
        factory.afterPropertiesSet();
        factory.start();
        this.held = new HeldRedis("redis", factory, unit::get, settings);
    }

    static TestRedis on(RedisServer server, UnaryOperator<HeldRedisSettings> change) {
        return onPort(server.port(), change);
    }

    static TestRedis onPort(int port, UnaryOperator<HeldRedisSettings> change) {
        return new TestRedis(
                new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port)),
                change.apply(DEFAULTS));
    }

    static TestRedis onDatabase(int database, RedisServer server) {
        RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("127.0.0.1", server.port());
        configuration.setDatabase(database);
        return new TestRedis(new LettuceConnectionFactory(configuration), DEFAULTS);
    }

    static TestRedis on(RedisCluster cluster, UnaryOperator<HeldRedisSettings> change) {
        RedisClusterConfiguration configuration = new RedisClusterConfiguration();
        cluster.masters().forEach(master -> configuration.addClusterNode(new RedisNode("127.0.0.1", master.port())));
        return new TestRedis(new LettuceConnectionFactory(configuration), change.apply(DEFAULTS));
    }

    /** Over a factory of the test's own making. */
    static TestRedis of(LettuceConnectionFactory factory, UnaryOperator<HeldRedisSettings> change) {
        return new TestRedis(factory, change.apply(DEFAULTS));
    }

    /** Waits until the replica has what its master is given: one that is online may still be loading, and answers no WAIT. */
    static void awaitFollowing(RedisServer master, RedisServer replica) {
        await().until(() -> master.command("INFO", "replication").contains("state=online"));
        master.command("SET", "first", "there");
        await().ignoreExceptions().until(() -> replica.command("GET", "first").equals("there"));
        master.command("DEL", "first");
    }

    HeldRedis held() {
        return held;
    }

    /** Threads run for this unit's calls from now on. */
    FakeUnit unit(FakeUnit next) {
        unit.set(next);
        return next;
    }

    /** The unit that threads run for now. */
    FakeUnit unit() {
        return unit.get();
    }

    FakeUnit newUnit() {
        return unit(new FakeUnit());
    }

    /** Not wrapped: what everybody else sees. */
    StringRedisTemplate outside() {
        return new StringRedisTemplate(factory);
    }

    /** As the application has it. */
    StringRedisTemplate template() {
        return new StringRedisTemplate(wrapped());
    }

    RedisConnectionFactory wrapped() {
        return (RedisConnectionFactory) Proxy.newProxyInstance(
                TestRedis.class.getClassLoader(),
                new Class<?>[] {RedisConnectionFactory.class},
                (proxy, method, args) -> {
                    try {
                        return method.getName().equals("getConnection")
                                ? held.connection(factory::getConnection)
                                : method.invoke(factory, args);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    /** The names of all keys of the plugin in these servers but the counters of replicas, which stay. */
    static List<String> ownKeys(StringRedisTemplate outside) {
        return outside.keys("txr:*").stream()
                .filter(key -> !key.endsWith(":replicas"))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        held.close();
        factory.destroy();
    }
}
