package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.redis.core.RedisGate;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A service whose user in Redis may do what docs/redis.md asks for, and nothing else. */
class RightsIT {
    private static final List<CallPath> ROOT = List.of(CallPath.ROOT);
    private static final String USER = "stock";
    private static final String PASSWORD = "a secret of this test";

    /** What the application itself does in these tests. */
    private static final List<String> OWN = List.of("~order:*", "+rpush", "+get", "+set");

    private RedisServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(RedisBinary binary) {
        server = RedisServer.start(binary);
    }

    /** The rights that the documentation names, each by itself. */
    private static List<String> documented() throws IOException {
        String page = Files.readString(Path.of("../docs/redis.md"));
        String section = page.substring(page.indexOf("## Rights of the service's user"));
        int begin = section.indexOf("```") + "```".length();
        return List.of(
                section.substring(begin, section.indexOf("```", begin)).strip().split("\\s+"));
    }

    private static List<String> and(List<String> rights, String... more) {
        return Stream.of(rights, OWN, List.of(more))
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private void grant(List<String> rights) {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", USER, "reset", "on", ">" + PASSWORD));
        words.addAll(rights);
        server.command(words.toArray(String[]::new));
    }

    private TestRedis connect(UnaryOperator<HeldRedisSettings> change) {
        RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("127.0.0.1", server.port());
        configuration.setUsername(USER);
        configuration.setPassword(PASSWORD);
        return TestRedis.of(new LettuceConnectionFactory(configuration), change);
    }

    private static HeldRedisSettings same(HeldRedisSettings base) {
        return base;
    }

    private static HeldRedisSettings watching(HeldRedisSettings base) {
        return settings(base, WatchedKeys.READ_KEYS, RedisGate.AUTO);
    }

    private static HeldRedisSettings fsync(HeldRedisSettings base) {
        return settings(base, WatchedKeys.NONE, RedisGate.FSYNC);
    }

    private static HeldRedisSettings settings(HeldRedisSettings base, WatchedKeys watch, RedisGate gate) {
        return new HeldRedisSettings(
                base.queuedResults(), watch, gate, true, base.reads(), base.writes(), base.limits(), base.storing());
    }

    private static FakeUnit joined(TestRedis redis, Callable<?> work) throws Exception {
        FakeUnit unit = redis.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(work);
        call.join();
        return unit;
    }

    private static FakeUnit writing(TestRedis redis) throws Exception {
        return joined(redis, () -> redis.template().opsForList().rightPush("order:1", "once"));
    }

    private static HeldResource queue(FakeUnit unit) {
        return unit.resources().get(0);
    }

    private String written() {
        return server.command("LLEN", "order:1");
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentedOnesAreEnoughForEverything(RedisBinary binary) throws Exception {
        start(binary);
        grant(and(documented()));
        try (TestRedis redis = connect(RightsIT::same)) {
            redis.held().look();
            FakeUnit committed = writing(redis);
            committed.commit();
            queue(writing(redis)).commit();
            FakeUnit alone = redis.newUnit();
            alone.run(() -> redis.template().opsForList().rightPush("order:1", "once"));
            queue(alone).commit();
            assertThat(written()).isEqualTo("3");

            FakeUnit rolledBack = writing(redis);
            queue(rolledBack).prepare();
            queue(rolledBack).rollback();

            ResourceRecovery recovery = redis.held().resourceRecovery();
            FakeUnit unknown = new FakeUnit();
            assertThat(recovery.prepared()).isEmpty();
            assertThat(recovery.prove(committed.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
            assertThat(recovery.prove(unknown.groupId(), ROOT, 1)).isEqualTo(Proof.LOST);
            assertThat(recovery.discard(unknown.groupId(), new Epoch("an epoch"), ROOT, 1))
                    .isEqualTo(Proof.LOST);
            assertThat(recovery.oldMarks(null, 10)).isNotEmpty();
            recovery.forget(List.of(committed.groupId()));
            assertThat(server.command("EXISTS", "order:1")).isEqualTo("1");
        }
    }

    @Test
    void watchingNeedsDumpAndTheGateOfTheAppendOnlyFileItsSettings() throws Exception {
        server = RedisServer.start(RedisBinary.INSTALLED, "--appendonly", "yes", "--appendfsync", "always");
        grant(and(documented()));
        try (TestRedis watching = connect(RightsIT::watching);
                TestRedis fsync = connect(RightsIT::fsync)) {
            assertThatThrownBy(() -> watching.held().look()).hasMessageEndingWith(" +dump");
            assertThatThrownBy(() -> fsync.held().look()).hasMessageEndingWith(" +config|get");
            assertThatThrownBy(() -> queue(writing(fsync)).prepare()).hasMessageEndingWith(" +config|get");

            grant(and(documented(), "+dump"));
            joined(watching, () -> {
                        watching.template().opsForValue().get("order:2");
                        watching.template().opsForValue().set("order:2", "1");
                        return true;
                    })
                    .commit();
            grant(and(
                    documented().stream()
                            .filter(right ->
                                    !List.of("+wait", "+client|getname").contains(right))
                            .toList(),
                    "+config|get"));
            fsync.held().look();
            writing(fsync).commit();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneLessIsToldAtTheStartAndIsANoUntilItIsGranted(RedisBinary binary) throws Exception {
        start(binary);
        List<String> all = documented();
        assertThat(all).hasSizeGreaterThan(15);
        for (String right : all) {
            grant(and(all).stream().filter(each -> !each.equals(right)).toList());
            try (TestRedis redis = connect(RightsIT::same)) {
                assertThatThrownBy(() -> redis.held().look())
                        .as(right)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("ACL SETUSER")
                        .hasMessageEndingWith(" " + right);
                FakeUnit unit = redis.newUnit();
                unit.run(() -> redis.template().opsForList().rightPush("order:1", "once"));
                assertThatThrownBy(() -> queue(unit).prepare())
                        .as(right)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("can't be prepared")
                        .hasMessageEndingWith(" " + right);
                grant(and(all));
                queue(unit).prepare();
                queue(unit).commit();
            }
        }
        assertThat(written()).isEqualTo(Integer.toString(all.size()));
    }

    @Test
    void aQueuedCommandOrKeyThatTheUserMayNotTouchIsANoThatNamesIt() throws Exception {
        start(RedisBinary.INSTALLED);
        grant(and(documented()));
        try (TestRedis redis = connect(RightsIT::same)) {
            FakeUnit command = joined(redis, () -> redis.template().opsForSet().add("order:2", "1"));
            assertThatThrownBy(() -> queue(command).prepare())
                    .hasMessageContaining("SADD")
                    .hasMessageContaining("order:2")
                    .hasMessageContaining("ACL SETUSER");
            FakeUnit key = joined(redis, () -> redis.template().opsForList().rightPush("customer:1", "1"));
            assertThatThrownBy(() -> queue(key).prepare())
                    .hasMessageContaining("RPUSH")
                    .hasMessageContaining("customer:1")
                    .hasMessageContaining("ACL SETUSER");
            assertThat(redis.held().resourceRecovery().prepared()).isEmpty();
            assertThat(server.command("EXISTS", "order:2", "customer:1")).isEqualTo("0");
        }
    }

    /** Redis 6 knows of no question before. */
    @Test
    void anOlderRedisFindsAKeyThatTheUserMayNotTouchByItsType() throws Exception {
        start(RedisBinary.EMBEDDED);
        grant(and(documented()));
        try (TestRedis redis = connect(RightsIT::same)) {
            FakeUnit key = joined(redis, () -> redis.template().opsForList().rightPush("customer:1", "1"));
            assertThatThrownBy(() -> queue(key).prepare())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ACL SETUSER");
            assertThat(redis.held().resourceRecovery().prepared()).isEmpty();
        }
    }
}
