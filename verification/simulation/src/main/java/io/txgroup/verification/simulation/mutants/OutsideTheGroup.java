package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Parts;

/** A pool whose limit is reached hands out a connection outside the group. */
public final class OutsideTheGroup extends Parts {
    @Override
    public String name() {
        return "connection outside the group when the limit is reached";
    }

    @Override
    public boolean poolGivesOutsideTheGroup() {
        return true;
    }
}
