package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.client.core.UnitState;
import io.txgroup.verification.simulation.Parts;

/** A unit rolls back by itself although somebody counts on it. */
public final class RollsBackAfterAnswer extends Parts {
    @Override
    public String name() {
        return "unit rolls back alone after it answered";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public boolean mayEndAlone(UnitState state) {
                return state == UnitState.OPEN || state == UnitState.ANSWERED;
            }
        };
    }
}
