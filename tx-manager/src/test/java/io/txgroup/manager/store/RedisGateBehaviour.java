package io.txgroup.manager.store;

import static io.txgroup.manager.store.RedisGroupStoreBehaviour.FIRST;
import static io.txgroup.manager.store.RedisGroupStoreBehaviour.SECOND;
import static io.txgroup.manager.store.RedisGroupStoreBehaviour.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.GroupStore.Condition;
import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.manager.group.RandomGroups;
import io.txgroup.protocol.Epoch;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the gate's settings do on real servers, and which of those are refused. */
abstract class RedisGateBehaviour {
    private final RandomGroups groups = new RandomGroups(new Random(17), 4);

    abstract RedisBinary binary();

    private static StoreSettings settings(GateLevel gate, OptionalInt replicas) {
        return new StoreSettings("test", 4, gate, replicas, Duration.ofSeconds(2), Duration.ofMillis(300));
    }

    private static RedisBench.Manager manager(RedisServer server, GateLevel gate, OptionalInt replicas) {
        return RedisBench.Manager.on(server.port(), settings(gate, replicas));
    }

    private static RedisBench.Manager manager(RedisServer server) {
        return manager(server, GateLevel.AUTO, OptionalInt.empty());
    }

    private Group create(RedisBench.Manager manager) {
        return RedisGroupStoreBehaviour.create(manager.store(), groups);
    }

    private static Gate gate(RedisBench.Manager manager, Group group) {
        return get(manager.store().gate(group.id(), FIRST));
    }

    private static void awaitOnline(RedisServer master, int replicas) {
        await().untilAsserted(() -> assertThat(RedisReport.onlineReplicas(master.command("INFO", "replication")))
                .isEqualTo(replicas));
    }

    @Test
    void raisesTheNumberOfReplicasAndNeverLowersItByItself() {
        try (RedisServer master = RedisServer.start(binary());
                RedisBench.Manager manager = manager(master)) {
            assertThat(gate(manager, create(manager))).as("nothing but the AOF").isEqualTo(Gate.PASSED);
            try (RedisServer replica = RedisServer.startReplica(binary(), master.port())) {
                awaitOnline(master, 1);
                Group group = create(manager);
                await().untilAsserted(() -> assertThat(gate(manager, group)).isEqualTo(Gate.PASSED));
                replica.pause();
                Group stopped = create(manager);
                assertThat(gate(manager, stopped)).isEqualTo(Gate.NOT_SAFE);
                replica.resume();
                await().untilAsserted(() -> assertThat(gate(manager, stopped)).isEqualTo(Gate.PASSED));
            }
            awaitOnline(master, 0);
            Group group = create(manager);
            assertThat(gate(manager, group)).isEqualTo(Gate.NOT_SAFE);
            try (RedisBench.Manager started = manager(master)) {
                assertThat(gate(started, group)).as("the store remembers").isEqualTo(Gate.NOT_SAFE);
            }
            try (RedisBench.Manager lowered = manager(master, GateLevel.AUTO, OptionalInt.of(0))) {
                assertThat(gate(lowered, group)).as("the operator says so").isEqualTo(Gate.PASSED);
            }
            try (RedisBench.Manager started = manager(master)) {
                assertThat(gate(started, group))
                        .as("and that is remembered too")
                        .isEqualTo(Gate.PASSED);
            }
        }
    }

    @Test
    void waitsForAsManyReplicasAsAreFixed() {
        try (RedisServer master = RedisServer.start(binary());
                RedisBench.Manager none = manager(master, GateLevel.REPLICAS, OptionalInt.empty());
                RedisBench.Manager two = manager(master, GateLevel.AUTO, OptionalInt.of(2));
                RedisServer replica = RedisServer.startReplica(binary(), master.port())) {
            awaitOnline(master, 1);
            Group group = create(two);
            assertThat(gate(two, group)).isEqualTo(Gate.NOT_SAFE);
            assertThat(gate(none, group)).isEqualTo(Gate.NOT_SAFE);
            try (RedisServer second = RedisServer.startReplica(binary(), master.port())) {
                awaitOnline(master, 2);
                await().untilAsserted(() -> assertThat(gate(two, group)).isEqualTo(Gate.PASSED));
                await().untilAsserted(() -> assertThat(gate(none, group)).isEqualTo(Gate.PASSED));
                assertThat(second.isAlive()).isTrue();
            }
            assertThat(replica.isAlive()).isTrue();
        }
    }

    @Test
    void passesNothingAtLevelReplicasWithoutAny() {
        try (RedisServer master = RedisServer.start(binary());
                RedisBench.Manager manager = manager(master, GateLevel.REPLICAS, OptionalInt.empty())) {
            assertThat(gate(manager, create(manager))).isEqualTo(Gate.NOT_SAFE);
            assertThat(get(manager.store().check()).warnings(GateLevel.REPLICAS))
                    .anySatisfy(warning -> assertThat(warning).contains("no outcome is told"));
        }
    }

    @Test
    void wantsAppendfsyncAlwaysAtLevelFsyncAndLooksAgainWhenItConnectsAnew() {
        try (RedisServer server = RedisServer.start(binary(), "--appendonly", "yes", "--appendfsync", "always");
                RedisBench.Manager manager = manager(server, GateLevel.FSYNC, OptionalInt.empty())) {
            assertThat(get(manager.store().check()).syncsAlways()).isTrue();
            Group group = create(manager);
            assertThat(gate(manager, group)).isEqualTo(Gate.PASSED);
            assertThat(get(manager.store().gate(group.id(), SECOND))).isEqualTo(Gate.CHANGED);
            server.command("CONFIG", "SET", "appendfsync", "everysec");
            manager.connections().close();
            assertThatThrownBy(() -> gate(manager, group)).hasStackTraceContaining("appendfsync always");
            assertThatThrownBy(() -> get(manager.store().check())).hasStackTraceContaining("appendfsync always");
        }
    }

    @Test
    void carriesAGroupOverWhenTheFirstReplicaComes() {
        try (RedisServer master = RedisServer.start(binary());
                RedisBench.Manager manager = manager(master)) {
            Group group = create(manager);
            try (RedisServer replica = RedisServer.startReplica(binary(), master.port())) {
                awaitOnline(master, 1);
                assertThat(get(manager.store().clock(group.id().shard())).epoch())
                        .as("the server calls itself by another replid")
                        .isNotEqualTo(group.epoch());
                Condition sameEpoch = new Condition(Long.MAX_VALUE, group.epoch());
                assertThat(get(manager.store().compareAndSet(FIRST, SECOND, group, sameEpoch))
                                .result())
                        .isEqualTo(Written.Result.WRITTEN);
                assertThat(replica.isAlive()).isTrue();
            }
        }
    }

    @Test
    void carriesNothingOverARestartOfTheMaster() {
        try (RedisServer master = RedisServer.start(binary(), "--appendonly", "yes");
                RedisServer replica = RedisServer.startReplica(binary(), master.port());
                RedisBench.Manager manager = manager(master)) {
            awaitOnline(master, 1);
            Group group = create(manager);
            await().untilAsserted(() -> assertThat(gate(manager, group)).isEqualTo(Gate.PASSED));
            master.kill();
            master.restart();
            RedisBench.awaitAnswer(manager.store());
            awaitOnline(master, 1);
            Condition sameEpoch = new Condition(Long.MAX_VALUE, group.epoch());
            assertThat(get(manager.store().compareAndSet(FIRST, SECOND, group, sameEpoch))
                            .result())
                    .as("it may have come back without its last writes, and made its replica drop them")
                    .isEqualTo(Written.Result.OTHER_EPOCH);
            assertThat(replica.isAlive()).isTrue();
        }
    }

    @Test
    void beginsANewEpochOnEveryServerThatMayHaveForgotten() {
        try (RedisServer server = RedisServer.start(binary(), "--appendonly", "yes");
                RedisBench.Manager manager = manager(server)) {
            Group group = create(manager);
            Epoch first = group.epoch();
            server.kill();
            server.restart();
            GroupStore store = manager.store();
            RedisBench.awaitAnswer(store);
            assertThat(get(store.load(group.id())).stored()).isNotNull();
            assertThat(get(store.load(group.id())).clock().epoch()).isNotEqualTo(first);
            Written written = get(store.compareAndSet(FIRST, SECOND, group, new Condition(Long.MAX_VALUE, first)));
            assertThat(written.result()).as("no replica was waited for").isEqualTo(Written.Result.OTHER_EPOCH);
            Epoch second = get(store.clock(1)).epoch();
            server.command("DEL", "test:{1}:epoch");
            assertThat(get(store.clock(1)).epoch()).isNotEqualTo(second);
        }
    }

    @Test
    void refusesAServerThatEvictsAndOneThatTakesNoWrites() {
        try (RedisServer server = RedisServer.start(binary(), "--maxmemory-policy", "allkeys-lru");
                RedisBench.Manager manager = manager(server)) {
            assertThat(get(manager.store().check()).warnings(GateLevel.AUTO))
                    .anySatisfy(warning -> assertThat(warning).contains("noeviction"));
            server.command("CONFIG", "SET", "maxmemory", "100mb");
            assertThatThrownBy(() -> get(manager.store().check()))
                    .hasStackTraceContaining("set maxmemory-policy noeviction");
            server.command("CONFIG", "SET", "maxmemory", "0");
            server.command("CONFIG", "SET", "min-replicas-to-write", "1");
            assertThatThrownBy(() -> get(manager.store().check())).hasStackTraceContaining("takes no writes");
        }
    }

    @Test
    void refusesAnotherNumberOfShards() {
        try (RedisServer server = RedisServer.start(binary());
                RedisBench.Manager manager = manager(server)) {
            get(manager.store().check());
            get(manager.store().check());
            StoreSettings eight = new StoreSettings(
                    "test", 8, GateLevel.AUTO, OptionalInt.empty(), Duration.ofSeconds(2), Duration.ofMillis(300));
            try (RedisBench.Manager other = RedisBench.Manager.on(server.port(), eight)) {
                assertThatThrownBy(() -> get(other.store().check()))
                        .hasRootCauseInstanceOf(RedisRefusedException.class)
                        .hasStackTraceContaining("set tx.manager.shards to 4");
            }
        }
    }
}
