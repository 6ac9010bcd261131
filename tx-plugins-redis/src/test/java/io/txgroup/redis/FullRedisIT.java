package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis whose memory is full takes nothing new, and keeps what it has promised. */
class FullRedisIT {
    private static final List<CallPath> ROOT = List.of(CallPath.ROOT);

    @ParameterizedTest
    @EnumSource
    void votesNoWhenItIsFull(RedisBinary binary) throws Exception {
        try (RedisServer server = RedisServer.start(binary);
                TestRedis redis = TestRedis.on(server, settings -> settings)) {
            FakeUnit unit = joined(redis, "x");
            fill(server);
            assertThatThrownBy(resource(unit)::prepare).hasMessageContaining("OOM");
            empty(server);
            assertThat(redis.held().resourceRecovery().prepared()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsWhatIsStoredAlthoughItIsFull(RedisBinary binary) throws Exception {
        try (RedisServer server = RedisServer.start(binary);
                TestRedis redis = TestRedis.on(server, settings -> settings);
                TestRedis other = TestRedis.on(server, settings -> settings)) {
            FakeUnit first = prepared(redis, "x".repeat(100_000));
            FakeUnit second = prepared(redis, "y");
            FakeUnit third = prepared(redis, "z");
            ResourceRecovery recovery = other.held().resourceRecovery();
            fill(server);

            resource(first).commit();
            resource(second).rollback();
            recovery.end(recovery.prepared().get(0), Outcome.COMMIT, () -> true);

            assertThat(other.outside().opsForList().range("list", 0, -1))
                    .extracting(String::length)
                    .containsExactly(100_000, 1);
            assertThat(recovery.prove(first.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
            assertThat(recovery.prove(third.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
            assertThat(recovery.prepared()).isEmpty();
        }
    }

    private static FakeUnit joined(TestRedis redis, String value) throws Exception {
        FakeUnit unit = redis.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> redis.template().opsForList().rightPush("list", value));
        call.join();
        return unit;
    }

    private static FakeUnit prepared(TestRedis redis, String value) throws Exception {
        FakeUnit unit = joined(redis, value);
        resource(unit).prepare();
        return unit;
    }

    private static HeldResource resource(FakeUnit unit) {
        return unit.resources().get(0);
    }

    /** From now on whatever needs memory is refused. */
    private static void fill(RedisServer server) {
        server.command("CONFIG", "SET", "maxmemory", "1");
    }

    private static void empty(RedisServer server) {
        server.command("CONFIG", "SET", "maxmemory", "0");
    }
}
