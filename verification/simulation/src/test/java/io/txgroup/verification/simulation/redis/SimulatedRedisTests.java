package io.txgroup.verification.simulation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedRedisTests {
    private final SimulatedRedis redis = new SimulatedRedis(2);

    private static void push(SimulatedRedis.Connection connection, String value) {
        connection.eval("redis.call('RPUSH', KEYS[1], ARGV[1])", List.of("list"), List.of(value));
    }

    @Test
    void countsReplicasThatHaveWhatThisVeryConnectionHasWritten() {
        SimulatedRedis.Connection writer = redis.connect().orElseThrow();
        push(writer, "a");
        assertThat(writer.replicas()).isZero();
        assertThat(redis.connect().orElseThrow().replicas()).isEqualTo(2);

        redis.replicateOne(1);
        assertThat(writer.replicas()).isEqualTo(1);
    }

    @Test
    void losesInAFailoverWhatTheReplicaDidNotHave() {
        SimulatedRedis.Connection writer = redis.connect().orElseThrow();
        push(writer, "a");
        redis.replicateOne(1);
        redis.cut(1);
        push(writer, "b");

        redis.stop();
        assertThat(writer.isOpen()).isFalse();
        assertThat(redis.connect()).isEmpty();
        redis.promote(1);

        assertThat(redis.list("list")).containsExactly("a");
        assertThat(redis.isPromotable(0)).isFalse();
        redis.heal(0);
        redis.replicateOne(0);
        assertThat(redis.isPromotable(0)).isTrue();
        assertThat(redis.connect().orElseThrow().replication())
                .contains("slave0:")
                .doesNotContain("slave1:");
    }

    @Test
    void servesThoseWhoAreConnectedToAMasterOfOldUntilItIsHealed() {
        SimulatedRedis.Connection old = redis.connect().orElseThrow();
        redis.promote(1);
        push(old, "a");
        assertThat(old.isOfMaster()).isFalse();
        assertThat(old.replicas()).isZero();
        assertThat(redis.list("list")).isEmpty();

        redis.heal(0);
        assertThat(old.isOpen()).isFalse();
    }

    @Test
    void losesNothingInARestart() {
        push(redis.connect().orElseThrow(), "a");
        redis.stop();
        redis.start();
        assertThat(redis.list("list")).containsExactly("a");
    }
}
