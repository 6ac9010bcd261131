package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisSentinel;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The master is the one that a Sentinel names, also after it has named another one. */
class SentinelIT {
    private static final List<CallPath> ROOT = List.of(CallPath.ROOT);
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private RedisServer master;
    private RedisServer replica;
    private RedisSentinel sentinel;
    private TestRedis redis;

    @BeforeEach
    void start() {
        master = RedisServer.start(RedisBinary.INSTALLED);
        replica = RedisServer.startReplica(RedisBinary.INSTALLED, master.port());
        TestRedis.awaitFollowing(master, replica);
        sentinel = RedisSentinel.watching(RedisBinary.INSTALLED, master.port());
        redis = connect(SentinelIT::patient);
    }

    @AfterEach
    void stop() {
        redis.close();
        sentinel.close();
        replica.close();
        master.close();
    }

    private TestRedis connect(UnaryOperator<HeldRedisSettings> change) {
        RedisSentinelConfiguration configuration =
                new RedisSentinelConfiguration(RedisSentinel.MASTER, Set.of("127.0.0.1:" + sentinel.port()));
        return TestRedis.of(new LettuceConnectionFactory(configuration), change);
    }

    /** A failover takes longer than Redis may usually take to answer. */
    private static HeldRedisSettings patient(HeldRedisSettings base) {
        return settings(base, OptionalInt.empty(), PATIENCE);
    }

    private static HeldRedisSettings settings(HeldRedisSettings base, OptionalInt replicas, Duration timeout) {
        HeldRedisSettings.Storing storing = base.storing();
        return new HeldRedisSettings(
                base.queuedResults(),
                base.watch(),
                base.gate(),
                true,
                base.reads(),
                base.writes(),
                base.limits(),
                new HeldRedisSettings.Storing(
                        storing.keyPrefix(),
                        replicas,
                        Duration.ofMillis(200),
                        timeout,
                        storing.retention(),
                        storing.installation(),
                        storing.service()));
    }

    private FakeUnit joined() throws Exception {
        FakeUnit unit = redis.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> redis.template().opsForList().rightPush("list", "once"));
        call.join();
        return unit;
    }

    private static HeldResource queue(FakeUnit unit) {
        return unit.resources().get(0);
    }

    private static String length(RedisServer server) {
        return server.command("LLEN", "list");
    }

    private void killTheMaster() {
        await().atMost(PATIENCE).until(() -> sentinel.output().contains("+slave"));
        master.kill();
    }

    private void awaitFailover() {
        await().atMost(PATIENCE).until(() -> sentinel.output().contains("+switch-master"));
    }

    /** The application's own connection finds the new master by itself, too; until then units vote no. */
    private void awaitConnected() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            redis.held().requireConnected();
            return true;
        });
    }

    private static <T> T meanwhile(Callable<T> work, Runnable here) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<T> result = thread.submit(work);
            here.run();
            return result.get();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void commitsAndRollsBackAtTheMasterThatItNames() throws Exception {
        joined().commit();
        FakeUnit rolledBack = joined();
        queue(rolledBack).prepare();
        rolledBack.rollback();

        assertThat(length(master)).isEqualTo("1");
        assertThat(length(replica)).isEqualTo("1");
        assertThat(redis.held().resourceRecovery().prepared()).isEmpty();
    }

    @Test
    void commitsOnceAtTheNewMasterWhatTheOldOneHadStored() throws Exception {
        FakeUnit committed = joined();
        queue(committed).prepare();
        FakeUnit left = joined();
        queue(left).prepare();
        killTheMaster();

        // the unit goes on trying; the new master has a replica again, so that what it is told is safe
        RedisServer[] second = new RedisServer[1];
        try {
            meanwhile(
                    () -> {
                        queue(committed).commit();
                        return true;
                    },
                    () -> {
                        awaitFailover();
                        second[0] = RedisServer.startReplica(RedisBinary.INSTALLED, replica.port());
                    });
            assertThat(length(replica)).isEqualTo("1");

            try (TestRedis other = connect(SentinelIT::patient)) {
                ResourceRecovery recovery = other.held().resourceRecovery();
                assertThat(recovery.prove(committed.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
                List<PreparedBranch> branches = recovery.prepared();
                assertThat(branches).extracting(PreparedBranch::groupId).containsExactly(left.groupId());
                recovery.end(branches.get(0), Outcome.COMMIT, () -> true);
                recovery.end(branches.get(0), Outcome.COMMIT, () -> true);
                queue(left).commit();
                assertThat(length(replica)).isEqualTo("2");
                assertThat(recovery.prepared()).isEmpty();
            }
            awaitConnected();
            joined().commit();
            assertThat(length(replica)).isEqualTo("3");
        } finally {
            if (second[0] != null) {
                second[0].close();
            }
        }
    }

    @Test
    void goesOnByItselfWithTwoReplicasOfWhichOneMustHaveWhatIsStored() throws Exception {
        try (RedisServer second = RedisServer.startReplica(RedisBinary.INSTALLED, master.port());
                TestRedis one = connect(base -> settings(base, OptionalInt.of(1), PATIENCE))) {
            await().until(() -> master.command("INFO", "replication").contains("connected_slaves:2"));
            FakeUnit unit = one.newUnit();
            FakeUnit.Call call = unit.call(CallPath.ROOT);
            call.run(() -> one.template().opsForList().rightPush("list", "once"));
            call.join();
            queue(unit).prepare();
            await().atMost(PATIENCE).until(() -> sentinel.output().contains("+slave slave 127.0.0.1:" + second.port()));
            killTheMaster();

            queue(unit).commit();

            ResourceRecovery recovery = one.held().resourceRecovery();
            assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
            assertThat(recovery.prepared()).isEmpty();
            await().atMost(PATIENCE)
                    .until(() -> length(replica).equals("1") && length(second).equals("1"));
        }
    }

    @Test
    void tellsNoCommitAsLongAsTheNewMasterHasNoReplicaUnlessThatIsAllowed() throws Exception {
        FakeUnit unit = joined();
        queue(unit).prepare();
        killTheMaster();
        awaitFailover();

        try (TestRedis impatient = connect(base -> settings(base, OptionalInt.empty(), Duration.ofSeconds(1)))) {
            ResourceRecovery recovery = impatient.held().resourceRecovery();
            PreparedBranch branch = recovery.prepared().get(0);
            assertThatThrownBy(() -> recovery.end(branch, Outcome.COMMIT, () -> true))
                    .hasMessageContaining("0 of 1 replicas have it")
                    .hasMessageContaining("tx.redis.replicas");
        }
        try (TestRedis allowed = connect(base -> settings(base, OptionalInt.of(0), Duration.ofSeconds(1)))) {
            ResourceRecovery recovery = allowed.held().resourceRecovery();
            assertThat(recovery.prove(unit.groupId(), ROOT, 1)).isEqualTo(Proof.COMMITTED);
        }
        assertThat(length(replica)).isEqualTo("1");
    }
}
