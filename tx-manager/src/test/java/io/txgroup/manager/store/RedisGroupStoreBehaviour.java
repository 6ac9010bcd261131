package io.txgroup.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.GroupStore.Condition;
import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.manager.group.RandomGroups;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import io.txgroup.verification.servers.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only real servers can show of keys, scripts and connections. */
abstract class RedisGroupStoreBehaviour {
    static final Version FIRST = new Version(1, "first");
    static final Version SECOND = new Version(2, "second");

    private final RandomGroups groups = new RandomGroups(new Random(13), 4);
    private RedisBench bench;
    private GroupStore store;

    abstract RedisBinary binary();

    @BeforeEach
    void open() {
        bench = new RedisBench(binary());
        store = bench.store();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The store did not answer", e);
        }
    }

    /** It was known at once that there is nobody to ask. */
    private static void isNoTimeout(Throwable failure) {
        assertThat(failure).hasMessageContaining("did not answer");
        assertThat(Throwables.getStackTrace(failure)).doesNotContain("TimeoutException");
    }

    /** The first answer after a replica has come may be that it lags: a manager asks again then, and so does this. */
    private void awaitPassed(Group group, Version version) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(get(store.gate(group.id(), version)))
                .isEqualTo(Gate.PASSED));
    }

    static Group create(GroupStore store, RandomGroups groups) {
        GroupId id = groups.id();
        ShardClock clock = get(store.clock(id.shard()));
        Group any = groups.created(clock.epoch(), clock.time());
        Group group = Group.created(
                id, clock.epoch(), any.starter(), any.notAfter(), clock.time(), any.deadline(), "behaviour");
        get(store.create(group, FIRST));
        return group;
    }

    private CompletionStage<Written> write(Group group) {
        return store.compareAndSet(FIRST, SECOND, group, Condition.NONE);
    }

    private Version versionOf(Group group) {
        Stored stored = get(bench.otherStore().load(group.id())).stored();
        return stored.version();
    }

    private long ttl(Group group) {
        String key = "test:{" + group.id().shard() + "}:group:" + group.id();
        return Long.parseLong(bench.master().command("PTTL", key));
    }

    @Test
    void letsOnlyEndedGroupsExpire() {
        Group group = create(store, groups);
        assertThat(ttl(group)).isEqualTo(-1);
        get(write(RandomGroups.with(group, GroupState.COMMITTED, 0)));
        assertThat(ttl(group)).isBetween(65_000L, 70_000L);
    }

    @Test
    void goesOnWhenTheServerHasForgottenTheScripts() {
        Group group = create(store, groups);
        bench.master().command("SCRIPT", "FLUSH");
        assertThat(get(write(group)).result()).isEqualTo(Written.Result.WRITTEN);
        awaitPassed(group, SECOND);
    }

    @Test
    void servesManyDecisionsByOnePair() {
        List<Group> many =
                IntStream.range(0, 200).mapToObj(i -> create(store, groups)).toList();
        awaitPassed(many.get(0), FIRST);
        long before = pairs();
        List<CompletionStage<Gate>> gates =
                many.stream().map(group -> store.gate(group.id(), FIRST)).toList();
        assertThat(gates).allSatisfy(gate -> assertThat(get(gate)).isEqualTo(Gate.PASSED));
        assertThat(pairs() - before).isBetween(1L, 40L);
    }

    private long pairs() {
        String pairs = bench.master().command("GET", "test:{1}:gate");
        return pairs.isEmpty() ? 0 : Long.parseLong(pairs);
    }

    @Test
    void neverRepeatsACommandThatTheBrokenConnectionMayHaveCarried() {
        Group group = create(store, groups);
        bench.way().stall();
        CompletionStage<Written> written = write(group);
        bench.way().cut();
        assertThatThrownBy(() -> get(written)).hasMessageContaining("did not answer");
        bench.way().heal();
        RedisBench.awaitAnswer(store);
        RedisBench.awaitAnswer(bench.otherStore());
        assertThat(versionOf(group)).isEqualTo(FIRST);
    }

    @Test
    void failsAtOnceWhileDisconnectedAndHealsByItself() {
        Group group = create(store, groups);
        bench.way().cut();
        assertThatThrownBy(() -> get(store.load(group.id()))).satisfies(RedisGroupStoreBehaviour::isNoTimeout);
        assertThatThrownBy(() -> get(store.gate(group.id(), FIRST))).satisfies(RedisGroupStoreBehaviour::isNoTimeout);
        bench.way().heal();
        RedisBench.awaitAnswer(store);
        RedisBench.awaitAnswer(bench.otherStore());
        assertThat(versionOf(group)).isEqualTo(FIRST);
        awaitPassed(group, FIRST);
    }

    @Test
    void completesEveryStageInBoundedTimeWhileTheServerIsSilent() {
        Group group = create(store, groups);
        get(store.gate(group.id(), FIRST));
        ProcessId process = groups.process();
        bench.master().pause();
        for (int round = 0; round < 2; round++) {
            Stream<CompletionStage<?>> all = Stream.of(
                    store.clock(0),
                    store.load(group.id()),
                    write(group),
                    store.create(group, FIRST),
                    store.gate(group.id(), FIRST),
                    store.takeDue(0, 10, Duration.ofSeconds(1)),
                    store.putOff(group.id(), 1),
                    store.isPresent(process));
            assertThat(all.map(CompletionStage::toCompletableFuture)
                            .map(stage -> stage.handle((answer, failure) -> failure))
                            .map(failure ->
                                    failure.orTimeout(60, TimeUnit.SECONDS).join()))
                    .allSatisfy(failure -> assertThat(failure).isNotNull());
        }
        bench.master().resume();
        RedisBench.awaitAnswer(store);
        assertThat(get(store.load(group.id())).stored()).isNotNull();
    }

    @Test
    void reachesNothingThroughAReplica() {
        Group group = create(store, groups);
        get(store.gate(group.id(), FIRST));
        try (RedisBench.Manager lost = RedisBench.Manager.on(bench.replica().port(), RedisBench.SETTINGS)) {
            assertThatThrownBy(() -> get(lost.store().load(group.id()))).hasStackTraceContaining("is a replica");
            assertThatThrownBy(() -> get(lost.store().clock(1))).hasStackTraceContaining("is a replica");
            assertThatThrownBy(() -> get(lost.store().gate(group.id(), FIRST)))
                    .hasStackTraceContaining("master's address");
            assertThatThrownBy(() -> get(lost.store().check())).hasStackTraceContaining("master's address");
        }
    }

    @Test
    void dropsFromTheIndexWhatHasNoRecord() {
        GroupId id = groups.id();
        String due = "test:{" + id.shard() + "}:due";
        bench.master().command("ZADD", due, "1000", id.toString());
        assertThat(get(store.takeDue(id.shard(), 10, Duration.ofSeconds(1))).groups())
                .isEmpty();
        assertThat(bench.master().command("ZCARD", due)).isEqualTo("0");
    }
}
