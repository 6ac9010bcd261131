package io.txgroup.client;

/**
 * Is told how the group ended, after what this service holds of it was committed or rolled back. Each method runs at most
 * once, in a thread of its own, outside any group and any local transaction; what it throws is logged and changes nothing.
 * It is best effort: not told if this process dies before, or if the outcome never becomes known here. What was committed
 * here and lost is told when a redo has repaired it, by the synchronizations that the redo registers.
 */
public interface TxSynchronization {
    /** The group was committed. */
    default void afterCommit() {}

    /** The group was rolled back. */
    default void afterRollback() {}
}
