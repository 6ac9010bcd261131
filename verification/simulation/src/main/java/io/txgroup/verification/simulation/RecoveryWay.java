package io.txgroup.verification.simulation;

/** How a process finds out, in its database, what became of work: the right way, or one that is known to be wrong. */
public enum RecoveryWay {
    /** By an insert that waits for whoever has the mark, and by nothing else. */
    BY_INSERT,
    /** By a look, which does not see what is not committed yet. */
    BY_SELECT,
    /** A branch that is not found counts as rolled back. */
    NOT_FOUND_IS_ROLLED_BACK,
    /** A COMMIT PREPARED that fails counts as lost. */
    FAILURE_IS_LOSS,
    /** What is to be discarded is said to be, and its tombstones stay. */
    DISCARDS_NOTHING
}
