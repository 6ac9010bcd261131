package io.txgroup.manager.compensation;

/** Where a compensation stands. */
public enum CompensationState {
    /** Something is done about it, or will be by itself: the callback is told, work is done again, or it is discarded. */
    COMPENSATING,
    /** Nothing is done before a person says so. */
    PARKED,
    /** Nothing is missing any more. */
    COMMITTED,
    /** Somebody decided that what is lost is never repaired, and the databases forbid it for good. */
    RESOLVED;

    /** Whether nothing is left to do. */
    public boolean ended() {
        return this == COMMITTED || this == RESOLVED;
    }
}
