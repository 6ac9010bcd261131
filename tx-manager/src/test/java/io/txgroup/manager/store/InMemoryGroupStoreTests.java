package io.txgroup.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.manager.group.GateContract;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.GroupStore.Condition;
import io.txgroup.manager.group.GroupStore.Creation;
import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.manager.group.GroupStoreContract;
import io.txgroup.manager.group.RandomGroups;
import io.txgroup.manager.group.RandomizedStoreContract;
import io.txgroup.manager.group.StoreBench;
import io.txgroup.manager.group.Version;
import io.txgroup.manager.store.InMemoryGroupStore.GateWay;
import io.txgroup.protocol.ShardClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryGroupStoreTests {
    @Nested
    class Records extends GroupStoreContract {
        @Override
        protected StoreBench bench() {
            return new InMemoryBench(GateWay.WRITE_THEN_WAIT);
        }
    }

    @Nested
    class GateOfTheStore extends GateContract {
        @Override
        protected StoreBench bench() {
            return new InMemoryBench(GateWay.WRITE_THEN_WAIT);
        }
    }

    @Nested
    class AgainstTheModel extends RandomizedStoreContract {
        @Override
        protected StoreBench bench() {
            return new InMemoryBench(GateWay.WRITE_THEN_WAIT);
        }
    }

    private final long[] time = {1_790_000_000_000L};
    private final InMemoryRedis redis = new InMemoryRedis(4, 2, () -> time[0], new Random(3));
    private final Deque<StoreCommand<?>> sent = new ArrayDeque<>();
    private final InMemoryGroupStore slow = new InMemoryGroupStore(redis, sent::add);
    private final InMemoryGroupStore store = new InMemoryGroupStore(redis, StoreLink.DIRECT);
    private final RandomGroups groups = new RandomGroups(new Random(5), 4);

    private Group created() {
        ShardClock clock = now(store.clock(1));
        Group group = groups.created(clock.epoch(), clock.time());
        while (group.id().shard() != 1) {
            group = groups.created(clock.epoch(), clock.time());
        }
        assertThat(now(store.create(group, new Version(1, "first"))).result()).isEqualTo(Creation.Result.CREATED);
        return group;
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().getNow(null);
    }

    private CompletableFuture<GroupStore.Written> slowWrite(Group group) {
        return slow.compareAndSet(new Version(1, "first"), new Version(2, "slow"), group, Condition.NONE)
                .toCompletableFuture();
    }

    @Test
    void doesNothingBeforeTheCommandArrives() {
        Group group = created();
        CompletableFuture<GroupStore.Written> written = slowWrite(group);
        assertThat(now(store.load(group.id())).stored().version().counter()).isEqualTo(1);
        sent.peek().carryOut();
        assertThat(now(store.load(group.id())).stored().version().counter()).isEqualTo(2);
        assertThat(written).isNotDone();
        sent.remove().answer();
        assertThat(written.join().result()).isEqualTo(Written.Result.WRITTEN);
    }

    @Test
    void leavesTheFateOfALostCommandOpen() {
        Group group = created();
        CompletableFuture<GroupStore.Written> written = slowWrite(group);
        sent.peek().lose();
        assertThat(written).isCompletedExceptionally();
        sent.peek().carryOut();
        assertThat(now(store.load(group.id())).stored().version().counter())
                .as("it came late")
                .isEqualTo(2);
        assertThatThrownBy(sent.remove()::carryOut).hasMessageContaining("carried out twice");
    }

    @Test
    void carriesNothingOutOnABrokenConnection() {
        Group group = created();
        redis.replicateAll();
        CompletableFuture<GroupStore.Written> written = slowWrite(group);
        redis.failover(1);
        sent.peek().carryOut();
        sent.remove().answer();
        assertThat(written).isCompletedExceptionally();
        assertThat(now(store.load(group.id())).stored().version().counter()).isEqualTo(1);
    }

    @Test
    void losesTheTailInAFailover() {
        Group kept = created();
        redis.replicateAll();
        Group lost = created();
        assertThat(redis.lag(1)).isEqualTo(1);
        redis.failover(1);
        assertThat(now(store.load(kept.id())).stored()).isNotNull();
        assertThat(now(store.load(lost.id())).stored()).isNull();
        assertThat(redis.master()).isEqualTo(1);
    }

    @Test
    void passesTheGateOnceEveryReplicaHasIt() {
        Group group = created();
        CompletableFuture<Gate> gate =
                slow.gate(group.id(), new Version(1, "first")).toCompletableFuture();
        sent.peek().carryOut();
        while (redis.replicateOne(1)) {
            // node 2 gets nothing yet
        }
        assertThat(gate).isNotDone();
        CompletableFuture<Gate> early =
                store.gate(group.id(), new Version(1, "first")).toCompletableFuture();
        assertThat(early.join()).isEqualTo(Gate.NOT_SAFE);
        redis.replicateAll();
        redis.failover(2);
        sent.remove().answer();
        assertThat(gate.join()).as("it was true before the master died").isEqualTo(Gate.PASSED);
    }

    @Test
    void losesAGateThatWaitedWhenTheMasterDied() {
        Group group = created();
        CompletableFuture<Gate> gate =
                slow.gate(group.id(), new Version(1, "first")).toCompletableFuture();
        sent.peek().carryOut();
        redis.failover(1);
        sent.remove().answer();
        assertThat(gate).isCompletedExceptionally();
    }

    @Test
    void leavesTwoMastersUntilTheOldOneIsHealed() {
        Group group = created();
        redis.replicateAll();
        redis.promote(1);
        InMemoryGroupStore onTheNewOne = new InMemoryGroupStore(redis, StoreLink.DIRECT);
        assertThat(now(store.compareAndSet(new Version(1, "first"), new Version(2, "old"), group, Condition.NONE))
                        .result())
                .isEqualTo(Written.Result.WRITTEN);
        assertThat(now(onTheNewOne.load(group.id())).stored().version().counter())
                .isEqualTo(1);
        assertThat(now(store.gate(group.id(), new Version(2, "old")))).isEqualTo(Gate.NOT_SAFE);
        redis.heal(0);
        assertThat(now(store.load(group.id())).stored().version().counter()).isEqualTo(1);
    }

    @Test
    void beginsANewEpochAfterARestartAndAFlush() {
        ShardClock first = now(store.clock(0));
        redis.restartWithData();
        ShardClock second = now(store.clock(0));
        redis.flush();
        ShardClock third = now(store.clock(0));
        redis.restartEmpty();
        ShardClock fourth = now(store.clock(0));
        assertThat(new Object[] {first.epoch(), second.epoch(), third.epoch(), fourth.epoch()})
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void refusesAWriteOfAnOlderEpochAfterARestart(int replicas) {
        InMemoryRedis restarted = new InMemoryRedis(1, replicas, () -> time[0], new Random(3));
        InMemoryGroupStore single = new InMemoryGroupStore(restarted, StoreLink.DIRECT);
        ShardClock clock = now(single.clock(0));
        Group group = new RandomGroups(new Random(5), 1).created(clock.epoch(), clock.time());
        single.create(group, new Version(1, "first"));
        restarted.restartWithData();
        Condition sameEpoch = new Condition(Long.MAX_VALUE, group.epoch());
        assertThat(now(single.compareAndSet(new Version(1, "first"), new Version(2, "second"), group, sameEpoch))
                        .result())
                .isEqualTo(Written.Result.OTHER_EPOCH);
    }

    @Test
    void forgetsAnEndedGroupAMinuteAfterItsNotAfter() {
        Group group = created();
        Group ended = RandomGroups.with(group, GroupState.ROLLED_BACK, 0);
        store.compareAndSet(new Version(1, "first"), new Version(2, "end"), ended, Condition.NONE);
        time[0] = group.notAfter() + 59_999;
        assertThat(now(store.load(group.id())).stored()).isNotNull();
        time[0] = group.notAfter() + 60_000;
        assertThat(now(store.load(group.id())).stored()).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = "WRITE_THEN_WAIT", mode = EnumSource.Mode.EXCLUDE)
    void breaksTheContractWithAWrongGate(GateWay wrong) {
        assertThat(GateContract.brokenBy(() -> new InMemoryBench(wrong)))
                .contains("reader, replica stopped", "link stalled under load, failover");
    }
}
