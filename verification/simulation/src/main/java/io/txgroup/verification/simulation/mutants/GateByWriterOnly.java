package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import io.txgroup.verification.simulation.Parts;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A manager that merely read an outcome tells it, as if whoever wrote it had passed the gate. */
public final class GateByWriterOnly extends Parts {
    @Override
    public String name() {
        return "gate passed by the writer only";
    }

    @Override
    public GroupStore store(GroupStore store) {
        return new ForwardingStore(store) {
            private final Set<Version> written = new HashSet<>();

            @Override
            public CompletionStage<Written> compareAndSet(
                    Version expected, Version next, Group group, Condition condition) {
                written.add(next);
                return super.compareAndSet(expected, next, group, condition);
            }

            @Override
            public CompletionStage<Gate> gate(GroupId id, Version version) {
                return written.contains(version)
                        ? super.gate(id, version)
                        : CompletableFuture.completedFuture(Gate.PASSED);
            }
        };
    }
}
