package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Parts;

/** A unit tells an evidence run what it knows, and then still obeys what was told before the store forgot. */
public final class UnitDoesNotFreeze extends Parts {
    @Override
    public String name() {
        return "a unit that does not freeze";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public boolean obeysWhenFrozen(boolean isOfOldEpoch) {
                return true;
            }
        };
    }
}
