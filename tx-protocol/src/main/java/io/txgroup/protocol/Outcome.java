package io.txgroup.protocol;

/** How a group ends for all of its units; written once. */
public enum Outcome {
    COMMIT,
    ROLLBACK
}
