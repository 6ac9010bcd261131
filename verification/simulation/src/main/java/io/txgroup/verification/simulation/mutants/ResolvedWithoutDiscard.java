package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.RecoveryWay;

/** A discard is known to managers only: the tombstones stay, and a redo can still turn them. */
public final class ResolvedWithoutDiscard extends Parts {
    @Override
    public String name() {
        return "RESOLVED without D in the database";
    }

    @Override
    public RecoveryWay recoveryWay() {
        return RecoveryWay.DISCARDS_NOTHING;
    }
}
