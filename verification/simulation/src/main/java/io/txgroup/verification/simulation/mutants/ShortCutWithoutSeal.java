package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Parts;

/** Something is added after the short cut, or the join, has counted. */
public final class ShortCutWithoutSeal extends Parts {
    @Override
    public String name() {
        return "short cut without seal";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public boolean mayAdd(boolean sealed) {
                return true;
            }
        };
    }
}
