package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.LostWork;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import java.util.List;
import java.util.Set;

/** The next attempt begins when the one before was told COMMIT twice, though some of it may still be about to commit. */
public final class NextAttemptTooEarly extends Parts {
    @Override
    public String name() {
        return "a new attempt before the running one is settled";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.WHOLE_ATTEMPT);
    }

    @Override
    public CompensatingRules compensatingRules(CompensationPolicies policies) {
        return new CompensatingRules(policies) {
            @Override
            protected boolean isSettled(StarterReplay replay, List<LostWork> unknown) {
                return super.isSettled(replay, unknown) || replay.asked() > 0;
            }
        };
    }
}
