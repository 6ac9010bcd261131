package io.txgroup.verification.simulation;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A manager's store under observation: changes nothing, and lets the ledgers know what is written and told. */
final class WatchedStore implements GroupStore {
    private final GroupStore store;
    private final Ledgers ledgers;

    WatchedStore(GroupStore store, Ledgers ledgers) {
        this.store = store;
        this.ledgers = ledgers;
    }

    @Override
    public int shards() {
        return store.shards();
    }

    @Override
    public CompletionStage<Creation> create(Group group, Version version) {
        return store.create(group, version);
    }

    @Override
    public CompletionStage<Loaded> load(GroupId id) {
        return store.load(id);
    }

    @Override
    public CompletionStage<Written> compareAndSet(Version expected, Version next, Group group, Condition condition) {
        ledgers.isWritten(group, next);
        return store.compareAndSet(expected, next, group, condition);
    }

    @Override
    public CompletionStage<Gate> gate(GroupId id, Version version) {
        return store.gate(id, version).whenComplete((gate, failure) -> {
            if (gate == Gate.PASSED) {
                ledgers.passedGate(id, version);
            }
        });
    }

    @Override
    public CompletionStage<Due> takeDue(int shard, int limit, Duration lease) {
        return store.takeDue(shard, limit, lease);
    }

    @Override
    public CompletionStage<Void> putOff(GroupId id, long until) {
        return store.putOff(id, until);
    }

    @Override
    public CompletionStage<ShardClock> clock(int shard) {
        return store.clock(shard).whenComplete((clock, failure) -> {
            if (clock != null) {
                ledgers.epoch(clock);
            }
        });
    }

    @Override
    public CompletionStage<Absent> absent(int shard, List<GroupId> groups) {
        return store.absent(shard, groups);
    }

    @Override
    public CompletionStage<Listed> list(int shard, String cursor, int about) {
        return store.list(shard, cursor, about);
    }

    @Override
    public CompletionStage<List<CompensationKey>> compensations(int shard, String before, int limit) {
        return store.compensations(shard, before, limit);
    }

    @Override
    public CompletionStage<Boolean> isPresent(ProcessId process) {
        return store.isPresent(process);
    }
}
