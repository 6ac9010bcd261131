package io.txgroup.manager.group;

import static io.txgroup.manager.group.GroupStoreContract.HOUR;
import static io.txgroup.manager.group.GroupStoreContract.get;
import static io.txgroup.manager.group.GroupStoreContract.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.group.GroupStore.Condition;
import io.txgroup.manager.group.GroupStore.Creation;
import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.GroupStore.Loaded;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.GroupStore.Written;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.ShardClock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands of two managers in turn, each answer compared with a model's; a failure names seed and step. */
public abstract class RandomizedStoreContract {
    private static final int SHARDS = 4;
    private static final int STEPS = 400;

    private Random random;
    private RandomGroups groups;
    private StoreBench bench;
    private StoreModel model;
    private String step;

    /** A bench whose store has four shards and whose replica is up; closed by the contract. */
    protected abstract StoreBench bench();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void answersAsTheModelDoes(long seed) {
        random = new Random(seed);
        groups = new RandomGroups(random, SHARDS);
        model = new StoreModel();
        try (StoreBench opened = bench()) {
            bench = opened;
            for (int i = 0; i < STEPS; i++) {
                step = "seed " + seed + ", step " + i;
                act(random.nextInt(100));
            }
        }
    }

    private void act(int choice) {
        if (choice < 25) {
            create();
        } else if (choice < 40) {
            load();
        } else if (choice < 70) {
            compareAndSet();
        } else if (choice < 80) {
            gate();
        } else if (choice < 90) {
            takeDue();
        } else if (choice < 99) {
            putOff();
        } else {
            bench.flush();
            model.flush();
        }
    }

    private GroupStore store() {
        return random.nextBoolean() ? bench.store() : bench.otherStore();
    }

    private ShardClock clock(int shard) {
        ShardClock clock = get(store().clock(shard));
        checkEpoch(clock);
        return clock;
    }

    private void checkEpoch(ShardClock clock) {
        assertThat(model.isEpoch(clock.shard(), clock.epoch()))
                .as("%s: epoch %s of shard %d", step, clock.epoch(), clock.shard())
                .isTrue();
    }

    private boolean mostly() {
        return random.nextInt(10) > 0;
    }

    /** A record that is there, most of the time. */
    private Stored some() {
        List<Stored> all = model.all();
        return all.isEmpty() || !mostly()
                ? new Stored(groups.created(new Epoch("none"), 0), version(1, "none"))
                : all.get(random.nextInt(all.size()));
    }

    private void create() {
        Group some = mostly() ? groups.created(new Epoch("none"), 0) : some().group();
        ShardClock clock = clock(some.id().shard());
        boolean epochIsRight = mostly();
        boolean inTime = mostly();
        Group group = Group.created(
                some.id(),
                epochIsRight ? clock.epoch() : new Epoch("wrong"),
                some.starter(),
                clock.time() + (inTime ? 60_000 : -1),
                clock.time(),
                deadline(clock.time()),
                "random");
        Version version = version(1, "w" + random.nextInt(1_000));
        Stored before = model.load(group.id());
        Creation.Result expected = model.create(group, version, epochIsRight, inTime);
        Creation creation = get(store().create(group, version));
        assertThat(creation.result()).as(step).isEqualTo(expected);
        assertThat(creation.existing()).as(step).isEqualTo(expected == Creation.Result.EXISTS ? before : null);
        checkEpoch(creation.clock());
    }

    private long deadline(long now) {
        return random.nextBoolean() ? now + 3_600_000 : random.nextLong(StoreModel.PAST / 100_000);
    }

    private void load() {
        Stored some = some();
        Loaded loaded = get(store().load(some.group().id()));
        assertThat(loaded.stored()).as(step).isEqualTo(model.load(some.group().id()));
        checkEpoch(loaded.clock());
    }

    private void compareAndSet() {
        Stored before = some();
        ShardClock clock = clock(before.group().id().shard());
        Version expected = mostly()
                ? before.version()
                : random.nextBoolean()
                        ? version(before.version().counter(), "other")
                        : version(
                                before.version().counter() + 1, before.version().writeId());
        GroupState state =
                switch (random.nextInt(4)) {
                    case 0 -> GroupState.COMMITTING;
                    case 1 -> GroupState.ROLLED_BACK;
                    default -> GroupState.ACTIVE;
                };
        Stored next = new Stored(
                RandomGroups.with(before.group(), state, deadline(clock.time())),
                version(before.version().counter() + 1, "w" + random.nextInt(1_000)));
        boolean inTime = mostly();
        boolean epochIsRight = mostly();
        Condition condition = new Condition(
                inTime ? Long.MAX_VALUE : clock.time() - 1,
                epochIsRight ? (random.nextBoolean() ? null : clock.epoch()) : new Epoch("wrong"));
        Written.Result result = model.compareAndSet(expected, next, inTime, epochIsRight);
        Written written = get(store().compareAndSet(expected, next.version(), next.group(), condition));
        assertThat(written.result()).as(step).isEqualTo(result);
    }

    private void gate() {
        Stored stored = some();
        Version version = mostly() ? stored.version() : version(stored.version().counter(), "other");
        Stored now = model.load(stored.group().id());
        assertThat(get(store().gate(stored.group().id(), version)))
                .as(step)
                .isEqualTo(now != null && now.version().equals(version) ? Gate.PASSED : Gate.CHANGED);
    }

    private void takeDue() {
        int shard = random.nextInt(SHARDS);
        int limit = 1 + random.nextInt(5);
        assertThat(get(store().takeDue(shard, limit, HOUR)).groups()).as(step).isEqualTo(model.takeDue(shard, limit));
    }

    private void putOff() {
        Stored stored = some();
        long until = deadline(clock(stored.group().id().shard()).time());
        get(store().putOff(stored.group().id(), until));
        model.putOff(stored.group().id(), until);
    }
}
