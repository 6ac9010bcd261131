package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.RedoWay;
import java.util.Set;

/** An attempt to make all calls again leaves the tombstones as they are, so that the next one does not see its work. */
public final class ReplayUnderItsOwnKey extends Parts {
    @Override
    public String name() {
        return "a replay under its own marker key";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.EXACTLY_ONCE);
    }

    @Override
    public RedoWay replayWay() {
        return RedoWay.UNDER_ITS_OWN_KEY;
    }
}
