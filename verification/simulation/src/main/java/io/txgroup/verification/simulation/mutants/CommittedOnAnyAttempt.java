package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.Version;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** That an attempt is to be committed is written over whatever the record says by then: another attempt, or none. */
public final class CommittedOnAnyAttempt extends Parts {
    @Override
    public String name() {
        return "an attempt's COMMIT without compare-and-set";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.WHOLE_ATTEMPT);
    }

    @Override
    public GroupStore store(GroupStore store) {
        return new ForwardingStore(store) {
            @Override
            public CompletionStage<Written> compareAndSet(
                    Version expected, Version next, Group group, Condition condition) {
                CompletionStage<Written> written = super.compareAndSet(expected, next, group, condition);
                return isToBeCommitted(group)
                        ? written.thenCompose(answer -> answer.result() == Written.Result.CONFLICT
                                ? over(next, group, condition, answer)
                                : CompletableFuture.completedFuture(answer))
                        : written;
            }

            private CompletionStage<Written> over(Version next, Group group, Condition condition, Written answer) {
                return load(group.id()).thenCompose(loaded -> {
                    Stored there = loaded.stored();
                    return there == null
                            ? CompletableFuture.completedFuture(answer)
                            : super.compareAndSet(there.version(), next, group, condition);
                });
            }
        };
    }

    private static boolean isToBeCommitted(Group group) {
        CompensationRecord record = group.compensation();
        StarterReplay replay = record == null ? null : record.replay();
        return replay != null && replay.stage() == StarterReplay.Stage.COMMITTING && replay.asked() == 0;
    }
}
