package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.RedoWay;
import java.util.Set;

/** A redo leaves the tombstones as they are, so that the next one does not see that the work is there. */
public final class RedoUnderItsOwnKey extends Parts {
    @Override
    public String name() {
        return "a redo under its own marker key";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.EXACTLY_ONCE);
    }

    @Override
    public RedoWay redoWay() {
        return RedoWay.UNDER_ITS_OWN_KEY;
    }
}
