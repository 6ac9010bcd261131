package io.txgroup.client.event;

/** The group's end that a {@link TxEventListener} waits for. */
public enum TxPhase {
    /** The group was committed. */
    AFTER_COMMIT,
    /** The group was rolled back. */
    AFTER_ROLLBACK
}
