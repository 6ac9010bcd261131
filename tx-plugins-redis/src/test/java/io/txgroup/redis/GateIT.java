package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.redis.core.RedisGate;
import io.txgroup.verification.servers.CutLink;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A yes survives the loss of the server that took it. */
class GateIT {
    private static final int UNITS = 60;

    private RedisServer master;
    private CutLink link;
    private RedisServer replica;
    private TestRedis redis;

    @BeforeEach
    void start() {
        master = RedisServer.start(RedisBinary.EMBEDDED);
        link = CutLink.to(master.port());
        replica = RedisServer.startReplica(RedisBinary.EMBEDDED, link.port());
        TestRedis.awaitFollowing(master, replica);
        redis = TestRedis.on(master, GateIT::impatient);
    }

    private static HeldRedisSettings impatient(HeldRedisSettings base) {
        return waitingFor(base, OptionalInt.empty());
    }

    private static HeldRedisSettings waitingFor(HeldRedisSettings base, OptionalInt replicas) {
        HeldRedisSettings.Storing storing = base.storing();
        return new HeldRedisSettings(
                base.queuedResults(),
                base.watch(),
                RedisGate.AUTO,
                true,
                Set.of(),
                Set.of(),
                base.limits(),
                new HeldRedisSettings.Storing(
                        storing.keyPrefix(),
                        replicas,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
                        storing.retention(),
                        storing.installation(),
                        storing.service()));
    }

    @AfterEach
    void close() {
        redis.close();
        replica.close();
        link.close();
        master.close();
    }

    private FakeUnit joined() throws Exception {
        FakeUnit unit = redis.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() ->
                redis.template().opsForList().rightPush("done", unit.groupId().toString()));
        call.join();
        return unit;
    }

    @Test
    void votesNoAsLongAsAReplicaThatWasThereDoesNotHaveTheQueue() throws Exception {
        joined().commit();
        link.stall();
        FakeUnit unit = joined();
        assertThatThrownBy(unit::commit)
                .hasMessageContaining("0 of 1 replicas have it")
                .hasMessageContaining("tx.redis.replicas");
        link.heal();
        await().ignoreExceptions().until(() -> {
            joined().commit();
            return true;
        });
    }

    @Test
    void remembersInRedisFromTheStartOnThatThereWasAReplica() throws Exception {
        redis.held().look();
        link.stall();
        replica.kill();
        master.command("CLIENT", "KILL", "TYPE", "replica");
        try (TestRedis fresh = TestRedis.on(master, GateIT::impatient)) {
            redis.close();
            redis = fresh;
            assertThatThrownBy(joined()::commit).hasMessageContaining("0 of 1 replicas");
        }
        redis = TestRedis.on(master, GateIT::impatient);
    }

    @Test
    void remembersInRedisFromTheFirstYesOnThatThereWasAReplica() throws Exception {
        joined().resources().get(0).prepare();
        link.stall();
        try (TestRedis restarted = TestRedis.on(master, GateIT::impatient)) {
            redis.close();
            redis = restarted;
            assertThatThrownBy(joined()::commit).hasMessageContaining("of 1 replicas");
        }
        redis = TestRedis.on(master, GateIT::impatient);
    }

    @Test
    void losesNoYesWhenTheReplicaTakesOverWhoseLinkWasCut() throws Exception {
        Set<GroupId> yes = new HashSet<>();
        List<FakeUnit> committed = new ArrayList<>();
        for (int i = 0; i < UNITS; i++) {
            if (i == UNITS / 2) {
                link.stall();
            }
            FakeUnit unit = joined();
            try {
                unit.resources().get(0).prepare();
                yes.add(unit.groupId());
                if (i % 3 == 0) {
                    unit.resources().get(0).commit();
                    committed.add(unit);
                }
            } catch (IOException no) {
                assertThat(i).isGreaterThanOrEqualTo(UNITS / 2);
                break;
            }
        }
        master.kill();
        link.cut();
        replica.promote();
        assertThat(yes).hasSize(UNITS / 2);

        // a person says that the replica, which is the master now, has none
        try (TestRedis other = TestRedis.on(replica, settings -> waitingFor(settings, OptionalInt.of(0)))) {
            ResourceRecovery recovery = other.held().resourceRecovery();
            Set<GroupId> found = recovery.prepared().stream()
                    .map(ResourceRecovery.PreparedBranch::groupId)
                    .collect(Collectors.toSet());
            committed.forEach(unit -> assertThat(found).doesNotContain(unit.groupId()));
            for (ResourceRecovery.PreparedBranch branch : recovery.prepared()) {
                recovery.end(branch, yes.contains(branch.groupId()) ? Outcome.COMMIT : Outcome.ROLLBACK, () -> true);
            }
            assertThat(new HashSet<>(other.outside().opsForList().range("done", 0, -1)))
                    .isEqualTo(yes.stream().map(GroupId::toString).collect(Collectors.toSet()));
        }
    }
}
