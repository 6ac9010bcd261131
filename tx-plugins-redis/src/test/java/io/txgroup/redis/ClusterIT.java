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
import io.txgroup.verification.servers.RedisCluster;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Redis Cluster of three masters. */
class ClusterIT extends TemplateContract {
    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(RedisBinary.EMBEDDED, 3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    TestRedis connect(UnaryOperator<HeldRedisSettings> change) {
        return TestRedis.on(cluster, change);
    }

    @Test
    void hasOnePartForEachSlotAndAnyProcessEndsThem() throws Exception {
        try (TestRedis first = connect(settings -> settings);
                TestRedis second = connect(settings -> settings)) {
            FakeUnit unit = first.newUnit();
            FakeUnit.Call call = unit.call(CallPath.ROOT);
            call.run(() -> {
                for (int i = 0; i < 20; i++) {
                    first.template().opsForValue().set("part-" + i, "1");
                }
                return null;
            });
            call.join();
            assertThat(unit.resources()).hasSize(20);
            for (HeldResource resource : unit.resources()) {
                resource.prepare();
            }
            ResourceRecovery recovery = second.held().resourceRecovery();
            assertThat(recovery.prepared()).hasSize(20);
            for (ResourceRecovery.PreparedBranch branch : recovery.prepared()) {
                recovery.end(branch, Outcome.COMMIT, () -> true);
                recovery.end(branch, Outcome.COMMIT, () -> true);
                assertThat(recovery.prove(unit.groupId(), List.of(CallPath.ROOT), branch.ordinal()))
                        .isEqualTo(Proof.COMMITTED);
            }
            assertThat(recovery.prepared()).isEmpty();
            assertThat(second.outside().keys("part-*")).hasSize(20);
            recovery.forget(List.of(unit.groupId()));
            assertThat(TestRedis.ownKeys(second.outside())).isEmpty();
        }
    }

    @Test
    void refusesOneCommandOverTwoSlots() throws Exception {
        try (TestRedis redis = connect(settings -> settings)) {
            FakeUnit unit = redis.newUnit();
            unit.call(CallPath.ROOT).run(() -> {
                assertThatThrownBy(() -> redis.template().rename("here", "there"))
                        .hasMessageContaining("slots")
                        .hasMessageContaining("hash tag");
                return null;
            });
            unit.rollback();
        }
    }
}
