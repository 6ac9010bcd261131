package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Parts;

/** A unit that has prepared asks as if nobody else could have ended its work. */
public final class PreparedAsksAsHolder extends Parts {
    @Override
    public String name() {
        return "who has prepared asks as one that holds";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public boolean holdsForCertain(boolean hasPrepared) {
                return true;
            }
        };
    }
}
