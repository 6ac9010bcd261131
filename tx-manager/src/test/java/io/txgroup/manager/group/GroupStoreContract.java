package io.txgroup.manager.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.group.GroupStore.CompensationKey;
import io.txgroup.manager.group.GroupStore.Condition;
import io.txgroup.manager.group.GroupStore.Creation;
import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.GroupStore.Loaded;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises of records, times and epochs. The gate has {@link GateContract}. */
public abstract class GroupStoreContract {
    static final Duration HOUR = Duration.ofHours(1);

    private final RandomGroups groups = new RandomGroups(new Random(7), 4);
    private StoreBench bench;
    private GroupStore store;

    /** A bench whose store has four shards; closed by the contract. */
    protected abstract StoreBench bench();

    @BeforeEach
    final void open() {
        bench = bench();
        store = bench.store();
    }

    @AfterEach
    final void close() {
        if (bench != null) {
            bench.close();
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The store did not answer", e);
        }
    }

    static Version version(long counter, String writeId) {
        return new Version(counter, writeId);
    }

    private Group newGroup(int shard) {
        while (true) {
            ShardClock clock = get(store.clock(shard));
            Group group = groups.created(clock.epoch(), clock.time());
            if (group.id().shard() == shard) {
                return group;
            }
        }
    }

    private Stored created() {
        Group group = newGroup(1);
        Stored stored = new Stored(group, version(1, "first"));
        assertThat(get(store.create(group, stored.version())).result()).isEqualTo(Creation.Result.CREATED);
        return stored;
    }

    private Stored load(GroupId id) {
        return get(bench.otherStore().load(id)).stored();
    }

    private Written.Result write(Stored over, Version next, Group group) {
        return get(store.compareAndSet(over.version(), next, group, Condition.NONE))
                .result();
    }

    private List<GroupId> takeDue(int limit, Duration lease) {
        return get(store.takeDue(1, limit, lease)).groups();
    }

    @Test
    void readsBackWhatAnotherManagerCreated() {
        Stored stored = created();
        assertThat(load(stored.group().id())).isEqualTo(stored);
    }

    @Test
    void answersARepeatedCreateWithTheRecord() {
        Stored stored = created();
        Creation again = get(bench.otherStore().create(stored.group(), version(1, "again")));
        assertThat(again.result()).isEqualTo(Creation.Result.EXISTS);
        assertThat(again.existing()).isEqualTo(stored);
    }

    @Test
    void refusesACreateOfAnotherEpoch() {
        Group group = newGroup(1);
        bench.flush();
        Creation creation = get(store.create(group, version(1, "late")));
        assertThat(creation.result()).isEqualTo(Creation.Result.OTHER_EPOCH);
        assertThat(creation.clock().epoch()).isNotEqualTo(group.epoch());
        assertThat(load(group.id())).isNull();
    }

    @Test
    void refusesACreatePastItsNotAfter() {
        ShardClock clock = get(store.clock(1));
        Group late = newGroup(1);
        Group group = Group.created(
                late.id(), late.epoch(), late.starter(), clock.time() - 1_000, clock.time(), late.deadline(), "late");
        Creation creation = get(store.create(group, version(1, "late")));
        assertThat(creation.result()).isEqualTo(Creation.Result.TOO_LATE);
        assertThat(load(group.id())).isNull();
    }

    @Test
    void saysInWhichEpochARecordIsAbsent() {
        Group group = newGroup(1);
        Loaded before = get(store.load(group.id()));
        assertThat(before.stored()).isNull();
        assertThat(before.clock().epoch()).isEqualTo(group.epoch());
        bench.flush();
        Loaded after = get(store.load(group.id()));
        assertThat(after.stored()).isNull();
        assertThat(after.clock().epoch()).isNotEqualTo(group.epoch());
    }

    @Test
    void listsEveryGroupThatIsNotOverAndNoOther() {
        List<Stored> live = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            live.add(created());
        }
        Stored over = created();
        write(
                over,
                version(2, "over"),
                over.group().decided(GroupState.ROLLING_BACK, 1, "").ended(GroupState.ROLLED_BACK));

        List<Stored> listed = new ArrayList<>();
        String cursor = "";
        do {
            GroupStore.Listed page = get(bench.otherStore().list(1, cursor, 50));
            listed.addAll(page.groups());
            cursor = page.next();
        } while (!cursor.isEmpty());

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(live);
        assertThat(get(store.list(2, "", 50)).groups()).isEmpty();
    }

    @Test
    void replacesTheRecordOfTheExpectedVersion() {
        Stored first = created();
        Group closed = first.group().withExpected(List.of());
        assertThat(write(first, version(2, "second"), closed)).isEqualTo(Written.Result.WRITTEN);
        assertThat(load(closed.id())).isEqualTo(new Stored(closed, version(2, "second")));
    }

    @Test
    void refusesAWriteOverAnotherVersion() {
        Stored first = created();
        Group closed = first.group().withExpected(List.of());
        write(first, version(2, "winner"), closed);
        assertThat(write(first, version(2, "loser"), first.group())).isEqualTo(Written.Result.CONFLICT);
        Stored sameCounter = new Stored(closed, version(2, "loser"));
        assertThat(write(sameCounter, version(3, "third"), first.group())).isEqualTo(Written.Result.CONFLICT);
        assertThat(load(closed.id())).isEqualTo(new Stored(closed, version(2, "winner")));
    }

    @Test
    void refusesAWriteOverAnAbsentRecord() {
        Group group = newGroup(1);
        Stored never = new Stored(group, version(1, "never"));
        assertThat(write(never, version(2, "second"), group)).isEqualTo(Written.Result.CONFLICT);
        assertThat(load(group.id())).isNull();
    }

    @Test
    void refusesAWritePastItsLimit() {
        Stored first = created();
        Condition past = new Condition(get(store.clock(1)).time() - 1_000, null);
        Written written = get(store.compareAndSet(first.version(), version(2, "late"), first.group(), past));
        assertThat(written.result()).isEqualTo(Written.Result.TOO_LATE);
        assertThat(load(first.group().id())).isEqualTo(first);
    }

    @Test
    void refusesAWriteOfAnotherEpoch() {
        Stored first = created();
        Condition other = new Condition(Long.MAX_VALUE, new Epoch("another"));
        Written written = get(store.compareAndSet(first.version(), version(2, "lost"), first.group(), other));
        assertThat(written.result()).isEqualTo(Written.Result.OTHER_EPOCH);
        Condition same = new Condition(Long.MAX_VALUE, first.group().epoch());
        Written now = get(store.compareAndSet(first.version(), version(2, "good"), first.group(), same));
        assertThat(now.result()).isEqualTo(Written.Result.WRITTEN);
    }

    @Test
    void carriesAGroupOverAFailoverIfTheGateWaitsForEveryReplica() {
        Stored first = created();
        Condition same = new Condition(Long.MAX_VALUE, first.group().epoch());
        GateContract.awaitGate(store, first, Gate.PASSED);
        bench.failover();
        ShardClock clock = get(store.clock(1));
        assertThat(clock.epoch()).isNotEqualTo(first.group().epoch());
        assertThat(get(bench.otherStore().clock(1)).epoch()).isEqualTo(clock.epoch());
        Written written = get(store.compareAndSet(first.version(), version(2, "on"), first.group(), same));
        assertThat(written.result()).isEqualTo(Written.Result.WRITTEN);
    }

    @Test
    void forgetsNoEpochOfItsOwnAccord() {
        ShardClock clock = get(store.clock(2));
        assertThat(get(bench.otherStore().clock(2)).epoch()).isEqualTo(clock.epoch());
        assertThat(get(store.clock(2)).time()).isGreaterThanOrEqualTo(clock.time());
        assertThat(get(store.clock(3)).epoch()).as("each shard has its own").isNotEqualTo(clock.epoch());
    }

    @Test
    void takesWhatIsDueInItsOrderAndLeasesIt() {
        Stored first = created();
        Stored second = created();
        Stored notDue = created();
        write(first, version(2, "w"), RandomGroups.with(first.group(), GroupState.ACTIVE, 2_000));
        write(second, version(2, "w"), RandomGroups.with(second.group(), GroupState.ACTIVE, 1_000));
        assertThat(takeDue(1, Duration.ofMillis(200)))
                .containsExactly(second.group().id());
        assertThat(takeDue(10, HOUR)).containsExactly(first.group().id());
        assertThat(takeDue(10, HOUR)).isEmpty();
        bench.pass(Duration.ofMillis(250));
        assertThat(takeDue(10, HOUR))
                .containsExactly(second.group().id())
                .doesNotContain(notDue.group().id());
        assertThat(get(store.takeDue(2, 10, HOUR)).groups()).isEmpty();
    }

    @Test
    void dropsAnEndedGroupFromTheIndexAndKeepsItsRecord() {
        Stored first = created();
        Group ended = RandomGroups.with(first.group(), GroupState.ROLLED_BACK, 1_000);
        write(first, version(2, "w"), ended);
        assertThat(takeDue(10, HOUR)).isEmpty();
        get(store.putOff(ended.id(), 1_000));
        assertThat(takeDue(10, HOUR)).as("putting off does not add").isEmpty();
        assertThat(load(ended.id())).isEqualTo(new Stored(ended, version(2, "w")));
    }

    @Test
    void putsOffAGroupWhoseRecordStays() {
        Stored first = created();
        write(first, version(2, "w"), RandomGroups.with(first.group(), GroupState.ACTIVE, 1_000));
        get(store.putOff(first.group().id(), get(store.clock(1)).time() + 3_600_000));
        assertThat(takeDue(10, HOUR)).isEmpty();
        get(store.putOff(first.group().id(), 1_000));
        assertThat(takeDue(10, HOUR)).containsExactly(first.group().id());
    }

    @Test
    void letsANoteAboutAProcessFade() {
        ProcessId process = groups.process();
        ProcessId other = groups.process();
        bench.note(process, Duration.ofMillis(300));
        bench.note(groups.process(), Duration.ofMillis(300));
        bench.note(other, HOUR);
        assertThat(get(bench.otherStore().isPresent(process))).isTrue();
        bench.pass(Duration.ofMillis(400));
        assertThat(get(bench.otherStore().isPresent(process))).isFalse();
        assertThat(get(bench.otherStore().isPresent(other))).isTrue();
    }

    @Test
    void tellsWhichGroupsHaveNoRecord() {
        Group there = newGroup(2);
        Group never = newGroup(2);
        get(store.create(there, version(1, "a")));

        GroupStore.Absent absent = get(store.absent(2, List.of(there.id(), never.id())));

        assertThat(absent.groups()).containsExactly(never.id());
        assertThat(absent.clock().epoch()).isEqualTo(get(store.clock(2)).epoch());
    }

    private Stored lost(long since) {
        Stored first = created();
        Stored lost = new Stored(RandomGroups.compensated(first.group(), since), version(2, "lost"));
        assertThat(write(first, lost.version(), lost.group())).isEqualTo(Written.Result.WRITTEN);
        return lost;
    }

    private List<CompensationKey> compensations(String before, int limit) {
        return get(bench.otherStore().compensations(1, before, limit));
    }

    @Test
    void namesCompensationsNewestFirstAndPageByPage() {
        List<CompensationKey> all = new ArrayList<>();
        for (long since : new long[] {3_000, 1_000, 2_000, 2_000, 2_000}) {
            all.add(CompensationKey.of(lost(since).group()));
        }
        all.sort(Comparator.reverseOrder());
        created();

        assertThat(compensations("", 10)).isEqualTo(all);
        assertThat(compensations("", 2)).isEqualTo(all.subList(0, 2));
        assertThat(compensations(all.get(1).text(), 2)).isEqualTo(all.subList(2, 4));
        assertThat(compensations(CompensationKey.at(2_000), 9)).isEqualTo(all.subList(4, 5));
        assertThat(get(store.compensations(2, "", 9))).isEmpty();
    }

    @Test
    void namesACompensationOnceHoweverOftenItIsWritten() {
        Stored lost = lost(1_000);
        Group parked = lost.group().compensated(GroupState.PARKED, lost.group().compensation());
        write(lost, version(3, "parked"), parked);

        assertThat(compensations("", 9)).containsExactly(CompensationKey.of(parked));
        bench.flush();
        assertThat(compensations("", 9)).isEmpty();
    }

    @Test
    void keepsACompensationThatIsOverUntilItsEndIsToldAndItsRetentionIsOver() {
        Stored lost = lost(1_000);
        long now = get(store.clock(1)).time();
        CompensationRecord over = lost.group().compensation().over(now - 10, 0);
        Stored ended = new Stored(lost.group().compensated(GroupState.COMMITTED, over), version(3, "over"));
        write(lost, ended.version(), ended.group());
        assertThat(takeDue(10, HOUR))
                .as("somebody has to tell the callback")
                .containsExactly(ended.group().id());
        assertThat(ended.group().expiry(now)).isEmpty();
        CompensationRecord told = over.ended(Telling.due(now).ended(Telling.Result.TOLD, now, null, ""));

        Group kept = ended.group().compensated(GroupState.COMMITTED, told);
        write(ended, version(4, "told"), kept);

        assertThat(kept.expiry(now)).contains(kept.notAfter() + 60_000);
        get(store.putOff(kept.id(), 1_000));
        assertThat(takeDue(10, HOUR)).isEmpty();
        assertThat(compensations("", 9)).containsExactly(CompensationKey.of(kept));
        assertThat(load(kept.id()).group()).isEqualTo(kept);
    }

    @Test
    void dropsTheNameOfACompensationWhoseRecordIsGone() {
        Stored gone = lost(1_000);
        Stored there = lost(2_000);
        bench.forget(gone.group().id());

        assertThat(compensations("", 1)).containsExactly(CompensationKey.of(there.group()));
        assertThat(compensations("", 9)).containsExactly(CompensationKey.of(there.group()));
    }
}
