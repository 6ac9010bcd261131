package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Version;
import io.txgroup.verification.simulation.Parts;
import java.util.concurrent.CompletionStage;

/** A create makes its record whatever the epoch is. */
public final class CreateInAnyEpoch extends Parts {
    @Override
    public String name() {
        return "the epoch ignored by create";
    }

    @Override
    public GroupStore store(GroupStore store) {
        return new ForwardingStore(store) {
            @Override
            public CompletionStage<Creation> create(Group group, Version version) {
                return store.clock(group.id().shard())
                        .thenCompose(clock -> store.create(
                                group.settledIn() == null
                                        ? Group.created(
                                                group.id(),
                                                clock.epoch(),
                                                group.starter(),
                                                group.notAfter(),
                                                group.createdAt(),
                                                group.deadline(),
                                                group.label())
                                        : group,
                                version));
            }
        };
    }
}
