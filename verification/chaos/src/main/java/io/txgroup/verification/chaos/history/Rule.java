package io.txgroup.verification.chaos.history;

/** What must hold of every history. */
public enum Rule {
    /** A caller asks for a transfer once, and hears one answer. */
    ASKED_AND_TOLD_ONCE,
    /** What is booked was asked for, in that very form. */
    NOTHING_FOREIGN,
    /** Nothing is booked twice. */
    NOTHING_TWICE,
    /** A transfer has one group, the one its caller was told, and a group has one transfer. */
    ONE_GROUP,
    /** All entries of a group are booked, or none. */
    ALL_OR_NONE,
    /** Whoever was told success finds everything booked. */
    SUCCESS_IS_BOOKED,
    /** Whoever was told failure finds nothing booked. */
    FAILURE_IS_NOT_BOOKED,
    /** What one of its services refused is neither booked nor told as success. */
    REFUSED_IS_NOT_BOOKED,
    /** What the managers tell of a group afterwards is what is in the databases. */
    OUTCOME_IS_BOOKED,
    /** Work with a tombstone is not there: repairing it would apply it twice. */
    LOST_IS_NOT_THERE,
    /** Durable work is never lost. */
    DURABLE_IS_NEVER_LOST,
    /** Each balance is what it was plus what is booked. */
    BALANCES_AGREE,
    /** All balances together are what they were. */
    TOTAL_IS_UNCHANGED,
    /** No process still has a unit. */
    NOTHING_IS_HELD,
    /** No database still has a prepared or an open transaction. */
    NOTHING_IS_PREPARED,
    /** The managers have no group that still goes on. */
    NOTHING_IS_IN_DOUBT
}
