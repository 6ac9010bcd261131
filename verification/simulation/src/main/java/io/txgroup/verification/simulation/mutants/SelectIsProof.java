package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.RecoveryWay;

/** Work whose mark is not seen counts as lost, though its session may still commit. */
public final class SelectIsProof extends Parts {
    @Override
    public String name() {
        return "a SELECT taken as proof of loss";
    }

    @Override
    public RecoveryWay recoveryWay() {
        return RecoveryWay.BY_SELECT;
    }
}
