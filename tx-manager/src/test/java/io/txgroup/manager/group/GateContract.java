package io.txgroup.manager.group;

import static io.txgroup.manager.group.GroupStoreContract.get;
import static io.txgroup.manager.group.GroupStoreContract.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txgroup.manager.group.GroupStore.Condition;
import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises of its gate, with one replica: what passed survives the loss of the master. */
public abstract class GateContract {
    private static final int LOAD = 300;

    private final RandomGroups groups = new RandomGroups(new Random(11), 4);
    private StoreBench bench;
    private GroupStore store;
    private GroupStore other;

    /** A bench whose store has four shards and whose gate waits for the replica; closed by the contract. */
    protected abstract StoreBench bench();

    @BeforeEach
    final void open() {
        bench = bench();
        store = bench.store();
        other = bench.otherStore();
        awaitGate(store, created(), Gate.PASSED);
        awaitGate(other, created(), Gate.PASSED);
    }

    @AfterEach
    final void close() {
        if (bench != null) {
            bench.close();
        }
    }

    /** The promises that a store breaks; so that a gate known to be wrong shows that this contract would find it. */
    public static List<String> brokenBy(Supplier<StoreBench> benches) {
        Map<String, Consumer<GateContract>> promises = new LinkedHashMap<>();
        promises.put("writer, replica stopped", GateContract::doesNotPassForItsWriterWhileTheReplicaIsStopped);
        promises.put(
                "reader, replica stopped", GateContract::doesNotPassForOneThatMerelyReadItWhileTheReplicaIsStopped);
        promises.put("link cut", GateContract::doesNotPassWhileTheLinkIsCut);
        promises.put(
                "link stalled under load, failover",
                GateContract::passesNothingThatAFailoverForgetsWhenTheLinkStallsUnderLoad);
        List<String> broken = new ArrayList<>();
        promises.forEach((name, promise) -> {
            GateContract contract = new GateContract() {
                @Override
                protected StoreBench bench() {
                    return benches.get();
                }
            };
            contract.open();
            try {
                promise.accept(contract);
            } catch (AssertionError e) {
                broken.add(name);
            } finally {
                contract.close();
            }
        });
        return broken;
    }

    /** Tries until the gate says so; a gate that does not answer says nothing. */
    static void awaitGate(GroupStore store, Stored stored, Gate expected) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gate(store, stored)).isEqualTo(expected));
    }

    private static Gate gate(GroupStore store, Stored stored) {
        CompletionStage<Gate> gate = store.gate(stored.group().id(), stored.version());
        return get(gate.exceptionally(failure -> Gate.NOT_SAFE));
    }

    private Stored created() {
        ShardClock clock = get(store.clock(0));
        while (true) {
            Group group = groups.created(clock.epoch(), clock.time());
            if (group.id().shard() == 0) {
                Stored stored = new Stored(group, version(1, "first"));
                get(store.create(group, stored.version()));
                return stored;
            }
        }
    }

    private Stored decided(Stored before, String writeId) {
        Group after = RandomGroups.with(before.group(), GroupState.COMMITTING, 0);
        Version next = version(before.version().counter() + 1, writeId);
        Written written = get(store.compareAndSet(before.version(), next, after, Condition.NONE));
        assertThat(written.result()).isEqualTo(Written.Result.WRITTEN);
        return new Stored(after, next);
    }

    @Test
    void passesWhatTheReplicaHas() {
        Stored stored = decided(created(), "decided");
        assertThat(gate(store, stored)).isEqualTo(Gate.PASSED);
        assertThat(gate(other, stored)).isEqualTo(Gate.PASSED);
    }

    @Test
    void saysThatTheRecordHasChanged() {
        Stored first = created();
        Stored second = decided(first, "decided");
        assertThat(gate(store, first)).isEqualTo(Gate.CHANGED);
        assertThat(gate(store, new Stored(second.group(), version(2, "another"))))
                .isEqualTo(Gate.CHANGED);
        ShardClock clock = get(store.clock(0));
        Group absent = groups.created(clock.epoch(), clock.time());
        assertThat(gate(store, new Stored(absent, version(1, "first")))).isEqualTo(Gate.CHANGED);
    }

    @Test
    void doesNotPassForItsWriterWhileTheReplicaIsStopped() {
        Stored before = created();
        bench.stopReplica();
        Stored stored = decided(before, "decided");
        assertThat(gate(store, stored)).isEqualTo(Gate.NOT_SAFE);
        bench.resumeReplica();
        awaitGate(store, stored, Gate.PASSED);
    }

    @Test
    void doesNotPassForOneThatMerelyReadItWhileTheReplicaIsStopped() {
        Stored before = created();
        bench.stopReplica();
        Stored stored = decided(before, "decided");
        assertThat(get(other.load(stored.group().id())).stored()).isEqualTo(stored);
        assertThat(gate(other, stored)).isEqualTo(Gate.NOT_SAFE);
        assertThat(gate(other, before)).isEqualTo(Gate.CHANGED);
        bench.resumeReplica();
        awaitGate(other, stored, Gate.PASSED);
    }

    @Test
    void doesNotPassWhileTheLinkIsCut() {
        Stored before = created();
        bench.cutLink();
        Stored stored = decided(before, "decided");
        assertThat(gate(store, stored)).isEqualTo(Gate.NOT_SAFE);
        assertThat(gate(other, stored))
                .as("fewer replicas are no reason to wait for fewer")
                .isEqualTo(Gate.NOT_SAFE);
        bench.healLink();
        awaitGate(store, stored, Gate.PASSED);
        awaitGate(other, stored, Gate.PASSED);
    }

    @Test
    void answersManyAtOnceEachForItself() {
        Stored changed = created();
        decided(changed, "decided");
        List<Stored> stored = IntStream.range(0, 50)
                .mapToObj(i -> decided(created(), "decided"))
                .toList();
        List<CompletionStage<Gate>> passes = new ArrayList<>();
        List<CompletionStage<Gate>> changes = new ArrayList<>();
        for (Stored one : stored) {
            passes.add(store.gate(one.group().id(), one.version()));
            changes.add(store.gate(one.group().id(), version(1, "first")));
            changes.add(store.gate(changed.group().id(), changed.version()));
        }
        assertThat(passes).allSatisfy(gate -> assertThat(get(gate)).isEqualTo(Gate.PASSED));
        assertThat(changes).allSatisfy(gate -> assertThat(get(gate)).isEqualTo(Gate.CHANGED));
    }

    @Test
    void passesNothingThatAFailoverForgetsWhenTheReplicaStopsUnderLoad() {
        showsThatPassedMeansKept(bench::stopReplica, bench::resumeReplica);
    }

    @Test
    void passesNothingThatAFailoverForgetsWhenTheLinkIsCutUnderLoad() {
        showsThatPassedMeansKept(bench::cutLink, bench::healLink);
    }

    @Test
    void passesNothingThatAFailoverForgetsWhenTheLinkStallsUnderLoad() {
        showsThatPassedMeansKept(bench::stallLink, bench::healLink);
    }

    /** Both managers decide groups at once; in the middle the replica is lost to them, then the master is lost too. */
    private void showsThatPassedMeansKept(Runnable trouble, Runnable relief) {
        List<Stored> before = IntStream.range(0, LOAD).mapToObj(i -> created()).toList();
        Map<Stored, Gate> told = new ConcurrentHashMap<>();
        List<CompletableFuture<?>> running = new ArrayList<>();
        for (int i = 0; i < LOAD; i++) {
            if (i == LOAD / 2) {
                CompletableFuture.allOf(running.get(0), running.get(LOAD / 4)).join();
                trouble.run();
            }
            running.add(decideAndGate(before.get(i), i % 2 == 0 ? store : other, i % 3 == 0 ? store : other, told));
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        long passed = told.values().stream().filter(Gate.PASSED::equals).count();
        assertThat(passed).as("some before the trouble, none after it").isBetween(1L, LOAD / 2L);
        bench.failover();
        told.forEach((stored, gate) -> {
            if (gate == Gate.PASSED) {
                assertThat(get(other.load(stored.group().id())).stored()).isEqualTo(stored);
            }
        });
        relief.run();
    }

    private static CompletableFuture<?> decideAndGate(
            Stored before, GroupStore writer, GroupStore teller, Map<Stored, Gate> told) {
        Stored after = new Stored(RandomGroups.with(before.group(), GroupState.COMMITTING, 0), version(2, "decided"));
        return writer.compareAndSet(before.version(), after.version(), after.group(), Condition.NONE)
                .thenCompose(written -> teller.gate(after.group().id(), after.version()))
                .exceptionally(failure -> Gate.NOT_SAFE)
                .thenAccept(gate -> told.put(after, gate))
                .toCompletableFuture();
    }
}
