package io.txgroup.verification.simulation;

/** An invariant does not hold. An Error, so that no core handles it. */
final class Violation extends Error {
    private static final long serialVersionUID = 1L;

    private final Invariant invariant;

    Violation(Invariant invariant, String what) {
        super(what);
        this.invariant = invariant;
    }

    Invariant invariant() {
        return invariant;
    }
}
