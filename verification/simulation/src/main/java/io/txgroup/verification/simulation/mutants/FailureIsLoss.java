package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.RecoveryWay;

/** A COMMIT PREPARED that fails counts as lost, though its branch is still there, or committed. */
public final class FailureIsLoss extends Parts {
    @Override
    public String name() {
        return "a failed COMMIT PREPARED taken as lost";
    }

    @Override
    public RecoveryWay recoveryWay() {
        return RecoveryWay.FAILURE_IS_LOSS;
    }
}
