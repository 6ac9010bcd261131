package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.simulation.Parts;
import java.util.Optional;

/** A branch that no manager has an outcome for is rolled back, to free its locks. */
public final class UndecidedBranchEnded extends Parts {
    @Override
    public String name() {
        return "an undecided branch ended";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public Optional<Outcome> whenBranchIsUndecided() {
                return Optional.of(Outcome.ROLLBACK);
            }
        };
    }
}
