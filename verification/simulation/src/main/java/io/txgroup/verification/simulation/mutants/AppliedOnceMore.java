package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import java.util.Set;

/** What was committed the first time is committed with the attempt, instead of being rolled back. */
public final class AppliedOnceMore extends Parts {
    @Override
    public String name() {
        return "a replay's verdict ROLLBACK taken as COMMIT";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.EXACTLY_ONCE);
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public boolean endsWithTheAttempt(Set<String> lost, String resource) {
                return true;
            }
        };
    }
}
