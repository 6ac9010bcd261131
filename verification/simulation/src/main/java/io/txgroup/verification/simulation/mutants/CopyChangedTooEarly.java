package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ShardClock;
import io.txgroup.verification.simulation.Parts;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A manager takes for the record what it has asked the store to write, before the store has answered. */
public final class CopyChangedTooEarly extends Parts {
    @Override
    public String name() {
        return "cached copy changed too early";
    }

    @Override
    public GroupStore store(GroupStore store) {
        return new ForwardingStore(store) {
            private final Map<GroupId, Stored> copies = new HashMap<>();
            private @Nullable ShardClock clock;

            @Override
            public CompletionStage<Written> compareAndSet(
                    Version expected, Version next, Group group, Condition condition) {
                copies.put(group.id(), new Stored(group, next));
                return super.compareAndSet(expected, next, group, condition).whenComplete((written, failure) -> {
                    if (written != null && written.result() != Written.Result.WRITTEN) {
                        copies.remove(group.id());
                    }
                });
            }

            @Override
            public CompletionStage<Loaded> load(GroupId id) {
                Stored copy = copies.get(id);
                ShardClock heard = clock;
                return copy != null && heard != null
                        ? CompletableFuture.completedFuture(new Loaded(copy, heard))
                        : super.load(id)
                                .whenComplete((loaded, failure) -> clock = loaded == null ? clock : loaded.clock());
            }
        };
    }
}
