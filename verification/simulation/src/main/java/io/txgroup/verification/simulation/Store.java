package io.txgroup.verification.simulation;

import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.store.InMemoryRedis;
import io.txgroup.manager.store.StoreCommand;
import java.util.List;
import java.util.function.IntConsumer;

/** The managers' Redis: a master, replicas that lag behind, and what can happen to them. */
final class Store {
    private final World world;
    private final InMemoryRedis redis;
    private final boolean[] replicating;
    private boolean down;
    private boolean forgot;

    Store(World world) {
        this.world = world;
        this.redis = new InMemoryRedis(
                world.profile.shards, world.profile.replicas, world.timeline::nowMillis, world.dice.source());
        this.replicating = new boolean[redis.nodes()];
        for (int node = 0; node < redis.nodes() && world.dice.chance(0.5); node++) {
            redis.skewClock(node, world.dice.from(0, 1_500));
        }
    }

    InMemoryRedis redis() {
        return redis;
    }

    int lagMillis() {
        return world.profile.lagMillis;
    }

    void carryOut(StoreCommand<?> command) {
        if (!down) {
            command.carryOut();
            replicateSoon();
        }
    }

    private void replicateSoon() {
        for (int node = 0; node < redis.nodes(); node++) {
            if (node != redis.master() && !replicating[node]) {
                int replica = node;
                replicating[node] = true;
                world.timeline.after(world.dice.millis(0.1, lagMillis()), () -> replicate(replica));
            }
        }
    }

    private void replicate(int node) {
        replicating[node] = false;
        if (!down) {
            boolean more = true;
            while (more) {
                more = redis.replicateOne(node);
            }
        }
    }

    /** The master dies, and after a while a replica takes over. */
    void failOver() {
        if (down || redis.nodes() == 1) {
            return;
        }
        down = true;
        world.trace.add(() -> "store: the master dies");
        world.timeline.after(world.dice.millis(100, 3_000), () -> {
            promote("fails over to", redis::failover);
            down = false;
        });
    }

    /** A replica takes over although the master lives on, and some managers stay with the old one for a while. */
    void split(List<ManagerPlace> managers) {
        if (down || redis.nodes() == 1) {
            return;
        }
        promote("is split, also promoted is", redis::promote);
        for (ManagerPlace manager : managers) {
            ManagerProcess process = manager.process();
            if (process != null) {
                world.timeline.after(world.dice.millis(0, 5_000), process, () -> process.way()
                        .store()
                        .reconnect());
            }
        }
    }

    private void promote(String how, IntConsumer promotion) {
        List<Stored> before = redis.groups();
        int old = redis.master();
        int next = (old + world.dice.from(1, redis.nodes() - 1)) % redis.nodes();
        world.trace.add(() -> "store: " + how + " node " + next + ", whose lag is " + redis.lag(next));
        promotion.accept(next);
        if (!forgot) {
            world.ledgers.failedOver(before, redis.groups());
        }
        world.timeline.after(world.dice.millis(500, 8_000), () -> heal(old));
    }

    /** The master is started again; it has lost nothing, but is another one. */
    void restart() {
        if (!down) {
            down = true;
            world.trace.add(() -> "store: restarts");
            world.timeline.after(world.dice.millis(100, 2_500), () -> {
                redis.restartWithData();
                down = false;
            });
        }
    }

    /** Everything is lost. */
    void forget() {
        world.trace.add(() -> "store: forgets everything");
        forgot = true;
        if (world.dice.chance(0.5)) {
            redis.flush();
        } else {
            redis.restartEmpty();
        }
    }

    void cutReplica() {
        int node = (redis.master() + world.dice.from(1, Math.max(1, redis.nodes() - 1))) % redis.nodes();
        if (node != redis.master()) {
            world.trace.add(() -> "store: replica " + node + " is cut off");
            redis.cut(node);
            world.timeline.after(world.dice.millis(200, 6_000), () -> heal(node));
        }
    }

    void heal(int node) {
        redis.heal(node);
        replicateSoon();
    }

    void healAll() {
        for (int node = 0; node < redis.nodes(); node++) {
            heal(node);
        }
    }
}
