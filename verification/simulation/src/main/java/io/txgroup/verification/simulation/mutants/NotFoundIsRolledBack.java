package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.RecoveryWay;

/** A branch that is not found counts as rolled back, though another process has committed it. */
public final class NotFoundIsRolledBack extends Parts {
    @Override
    public String name() {
        return "branch not found taken as rolled back";
    }

    @Override
    public RecoveryWay recoveryWay() {
        return RecoveryWay.NOT_FOUND_IS_ROLLED_BACK;
    }
}
