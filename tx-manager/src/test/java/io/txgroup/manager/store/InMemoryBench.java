package io.txgroup.manager.store;

import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.StoreBench;
import io.txgroup.manager.store.InMemoryGroupStore.GateWay;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A master and a replica in memory, which takes each change at once unless it is stopped or cut off. */
final class InMemoryBench implements StoreBench {
    private static final int REPLICA = 1;

    private long now = 1_790_000_000_000L;
    private boolean stopped;
    private final InMemoryRedis redis = new InMemoryRedis(4, 1, () -> now, new Random(42));
    private final InMemoryGroupStore store;
    private final InMemoryGroupStore otherStore;

    InMemoryBench(GateWay gateWay) {
        StoreLink link = command -> {
            command.carryOut();
            if (!stopped) {
                redis.replicateAll();
            }
            command.answer();
        };
        store = new InMemoryGroupStore(redis, link, gateWay);
        otherStore = new InMemoryGroupStore(redis, link, gateWay);
    }

    @Override
    public GroupStore store() {
        return store;
    }

    @Override
    public GroupStore otherStore() {
        return otherStore;
    }

    @Override
    public void note(ProcessId process, Duration fadesAfter) {
        store.present(List.of(process), fadesAfter).toCompletableFuture().join();
    }

    @Override
    public void pass(Duration time) {
        now += time.toMillis();
    }

    @Override
    public void flush() {
        redis.flush();
    }

    @Override
    public void forget(GroupId id) {
        redis.masterNode().write(data -> data.expire(id));
    }

    @Override
    public void stopReplica() {
        stopped = true;
    }

    @Override
    public void resumeReplica() {
        stopped = false;
    }

    @Override
    public void cutLink() {
        redis.cut(REPLICA);
    }

    @Override
    public void stallLink() {
        stopped = true;
    }

    @Override
    public void healLink() {
        stopped = false;
        redis.heal(REPLICA);
    }

    @Override
    public void failover() {
        redis.failover(REPLICA);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
