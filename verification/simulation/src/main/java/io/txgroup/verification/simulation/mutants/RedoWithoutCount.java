package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.RedoWay;
import java.util.Set;

/** A redo does not look how many tombstones it has turned: another one may have repaired them while it waited. */
public final class RedoWithoutCount extends Parts {
    @Override
    public String name() {
        return "a second redo that does not look at the marker";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.EXACTLY_ONCE);
    }

    @Override
    public RedoWay redoWay() {
        return RedoWay.TURNS_WHATEVER_IS_THERE;
    }
}
