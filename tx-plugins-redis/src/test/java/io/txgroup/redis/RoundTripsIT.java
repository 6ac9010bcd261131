package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.redis.core.RedisGate;
import io.txgroup.verification.servers.CutLink;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisCluster;
import io.txgroup.verification.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What a group costs in round trips, counted on a link between the driver and the servers, over all connections of a factory whose
 * connections are open and whose scripts are known. {@code docs/redis.md} has these numbers.
 */
class RoundTripsIT {
    private static final Trips ONE_EACH = new Trips(0, 0, 1, 1);

    private final List<AutoCloseable> started = new ArrayList<>();
    private final List<CutLink> links = new ArrayList<>();

    /** Of one unit: while its method ran, when it joined, when it prepared, and when it committed. */
    private record Trips(int running, int joining, int preparing, int committing) {}

    @AfterEach
    void stop() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.add(one);
        return one;
    }

    private CutLink link(int port) {
        CutLink link = keep(CutLink.to(port));
        links.add(link);
        return link;
    }

    private RedisServer server(String... options) {
        return keep(RedisServer.start(RedisBinary.EMBEDDED, options));
    }

    private TestRedis warm(RedisServer server, UnaryOperator<HeldRedisSettings> change) throws Exception {
        return warm(keep(TestRedis.onPort(link(server.port()).port(), change)));
    }

    /** The second one finds the scripts, and how many replicas there are. */
    private TestRedis warm(TestRedis redis) throws Exception {
        for (int i = 0; i < 2; i++) {
            group(redis, RoundTripsIT::threeWrites);
            group(redis, RoundTripsIT::readsAndWrites);
            FakeUnit.Call alone = writing(redis, RoundTripsIT::threeWrites);
            resources(redis).get(0).commit();
            FakeUnit.Call beside = writing(redis, RoundTripsIT::threeWrites);
            beside.join();
            resources(redis).get(0).commit();
            assertThat(List.of(alone.groupId(), beside.groupId())).doesNotHaveDuplicates();
            writing(redis, RoundTripsIT::threeWrites);
            resources(redis).get(0).prepare();
            resources(redis).get(0).rollback();
            redis.held().resourceRecovery().prepared();
        }
        return redis;
    }

    private int made() {
        return links.stream().mapToInt(CutLink::roundTrips).sum();
    }

    private interface Work {
        void with(StringRedisTemplate redis);
    }

    private interface Step {
        void run() throws Exception;
    }

    private int trips(Step step) throws Exception {
        int before = made();
        step.run();
        return made() - before;
    }

    private static void threeWrites(StringRedisTemplate redis) {
        redis.opsForValue().set("{order}:1", "open");
        redis.opsForHash().put("{order}:2", "item", "apple");
        redis.opsForList().rightPush("{order}:3", "1");
    }

    private static void readsAndWrites(StringRedisTemplate redis) {
        redis.opsForValue().get("{order}:1");
        threeWrites(redis);
    }

    private static FakeUnit.Call writing(TestRedis redis, Work work) throws Exception {
        FakeUnit.Call call = redis.newUnit().call(CallPath.ROOT);
        call.run(() -> {
            work.with(redis.template());
            return null;
        });
        return call;
    }

    private static List<HeldResource> resources(TestRedis redis) {
        return redis.unit().resources();
    }

    /** A unit as the client runs it beside others: its calls join, it prepares, it commits. */
    private Trips group(TestRedis redis, Work work) throws Exception {
        FakeUnit.Call call = redis.newUnit().call(CallPath.ROOT);
        int running = trips(() -> call.run(() -> {
            work.with(redis.template());
            return null;
        }));
        int joining = trips(call::join);
        int preparing = trips(() -> {
            for (HeldResource resource : resources(redis)) {
                if (resource.takesPart()) {
                    resource.prepare();
                }
            }
        });
        int committing = trips(() -> {
            for (HeldResource resource : resources(redis)) {
                resource.commit();
            }
        });
        return new Trips(running, joining, preparing, committing);
    }

    @Test
    void oneServerIsAskedOnceToStoreAndOnceToApply() throws Exception {
        TestRedis redis = warm(server(), settings -> settings);

        assertThat(group(redis, RoundTripsIT::threeWrites)).isEqualTo(ONE_EACH);
    }

    @Test
    void waitingForAReplicaTakesNoRoundTripOfItsOwn() throws Exception {
        RedisServer master = server();
        TestRedis.awaitFollowing(master, keep(RedisServer.startReplica(RedisBinary.EMBEDDED, master.port())));
        TestRedis redis = warm(master, settings -> settings);

        assertThat(group(redis, RoundTripsIT::threeWrites)).isEqualTo(ONE_EACH);
        assertThat(master.command("INFO", "commandstats")).contains("cmdstat_wait:");
    }

    @Test
    void theGateOfTheAppendOnlyFileTakesNoRoundTripOfItsOwn() throws Exception {
        TestRedis redis = warm(server("--appendonly", "yes", "--appendfsync", "always"), RoundTripsIT::fsync);

        assertThat(group(redis, RoundTripsIT::threeWrites)).isEqualTo(ONE_EACH);
    }

    private static HeldRedisSettings fsync(HeldRedisSettings base) {
        return settings(base, WatchedKeys.NONE, RedisGate.FSYNC);
    }

    private static HeldRedisSettings watching(HeldRedisSettings base) {
        return settings(base, WatchedKeys.READ_KEYS, RedisGate.AUTO);
    }

    private static HeldRedisSettings settings(HeldRedisSettings base, WatchedKeys watch, RedisGate gate) {
        return new HeldRedisSettings(
                base.queuedResults(), watch, gate, true, base.reads(), base.writes(), base.limits(), base.storing());
    }

    @Test
    void aReadIsOneRoundTripAndAWatchedKeyOneMoreAndOneAtTheJoin() throws Exception {
        RedisServer server = server();
        TestRedis plain = warm(server, settings -> settings);
        TestRedis watching = warm(server, RoundTripsIT::watching);

        assertThat(group(plain, RoundTripsIT::readsAndWrites)).isEqualTo(new Trips(1, 0, 1, 1));
        assertThat(group(watching, RoundTripsIT::readsAndWrites)).isEqualTo(new Trips(2, 1, 1, 1));
        assertThat(group(watching, redis -> {
                    readsAndWrites(redis);
                    readsAndWrites(redis);
                }))
                .isEqualTo(new Trips(3, 1, 1, 1));
        assertThat(group(watching, redis -> redis.opsForValue().get("{order}:1")))
                .isEqualTo(new Trips(2, 0, 0, 0));
    }

    @Test
    void aRollbackAsksOnlyAboutWhatWasStored() throws Exception {
        TestRedis redis = warm(server(), settings -> settings);

        writing(redis, RoundTripsIT::threeWrites).join();
        assertThat(trips(resources(redis).get(0)::rollback)).isZero();

        writing(redis, RoundTripsIT::threeWrites).join();
        resources(redis).get(0).prepare();
        assertThat(trips(resources(redis).get(0)::rollback)).isEqualTo(1);
    }

    @Test
    void whatIsNotStoredIsAppliedInOneRoundTrip() throws Exception {
        TestRedis redis = warm(server(), settings -> settings);

        writing(redis, RoundTripsIT::threeWrites);
        assertThat(trips(resources(redis).get(0)::commit))
                .as("alone in its group")
                .isEqualTo(1);

        writing(redis, RoundTripsIT::threeWrites).join();
        assertThat(trips(resources(redis).get(0)::commit))
                .as("beside a database that only holds")
                .isEqualTo(1);
    }

    @Test
    void eachSlotOfAClusterIsAskedOnceAndSoIsTheIndexForIt() throws Exception {
        RedisCluster cluster = keep(RedisCluster.start(RedisBinary.EMBEDDED, 3));
        TestRedis redis = warm(keep(TestRedis.of(behindLinks(cluster), settings -> settings)));
        Work threeSlots = template -> {
            for (String key : List.of("a", "b", "c")) {
                template.opsForValue().set(key, "1");
            }
        };
        group(redis, threeSlots);

        assertThat(group(redis, RoundTripsIT::threeWrites)).isEqualTo(new Trips(0, 0, 2, 2));
        assertThat(group(redis, threeSlots)).isEqualTo(new Trips(0, 0, 6, 6));

        writing(redis, RoundTripsIT::threeWrites).join();
        resources(redis).get(0).prepare();
        assertThat(trips(resources(redis).get(0)::rollback)).isEqualTo(2);

        writing(redis, RoundTripsIT::threeWrites);
        assertThat(trips(resources(redis).get(0)::commit))
                .as("alone in its group")
                .isEqualTo(1);

        writing(redis, RoundTripsIT::threeWrites).join();
        assertThat(trips(resources(redis).get(0)::commit))
                .as("beside a database that only holds")
                .isEqualTo(2);
    }

    /** The Cluster tells where its masters are; only when they are connected to, a link stands in between. */
    private LettuceConnectionFactory behindLinks(RedisCluster cluster) {
        Map<Integer, Integer> ports = cluster.masters().stream()
                .collect(Collectors.toMap(
                        RedisServer::port, master -> link(master.port()).port()));
        Function<HostAndPort, HostAndPort> throughLinks =
                to -> HostAndPort.of(to.getHostText(), ports.getOrDefault(to.getPort(), to.getPort()));
        GenericApplicationContext owner = keep(new GenericApplicationContext());
        owner.registerBean(
                ClientResources.class,
                () -> ClientResources.builder()
                        .socketAddressResolver(MappingSocketAddressResolver.create(throughLinks))
                        .build(),
                definition -> definition.setDestroyMethodName("shutdown"));
        owner.refresh();
        RedisClusterConfiguration configuration = new RedisClusterConfiguration();
        cluster.masters().forEach(master -> configuration.clusterNode("127.0.0.1", master.port()));
        return new LettuceConnectionFactory(
                configuration,
                LettuceClientConfiguration.builder()
                        .clientResources(owner.getBean(ClientResources.class))
                        .build());
    }

    @Test
    void lookingForStoredQueuesIsOneRoundTripAndForgettingAGroupThree() throws Exception {
        TestRedis redis = warm(server(), settings -> settings);
        ResourceRecovery recovery = redis.held().resourceRecovery();
        group(redis, RoundTripsIT::threeWrites);

        assertThat(trips(recovery::prepared)).isEqualTo(1);
        assertThat(trips(() -> recovery.forget(List.of(redis.unit().groupId()))))
                .isEqualTo(3);
    }
}
