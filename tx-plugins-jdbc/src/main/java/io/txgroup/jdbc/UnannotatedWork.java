package io.txgroup.jdbc;

/** What becomes of statements of a method without {@code @TxTransaction} that was reached by a call of a group. */
public enum UnannotatedWork {
    /** Reads pass; a write fails with an explanation. */
    REFUSE,

    /** They are no part of the group. */
    LOCAL,

    /** They take part, for the whole request is the call: they are never unannotated. */
    JOIN
}
