package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Parts;
import java.util.random.RandomGenerator;

/** A second unit of a process and group is taken for the first one. */
public final class UnitsWithoutToken extends Parts {
    @Override
    public String name() {
        return "units without token";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public String token(RandomGenerator random) {
                return "unit";
            }
        };
    }
}
