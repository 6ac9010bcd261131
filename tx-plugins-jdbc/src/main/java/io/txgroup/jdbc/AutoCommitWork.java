package io.txgroup.jdbc;

/** What becomes of statements in a group that run outside a local transaction. */
public enum AutoCommitWork {
    /** They take part in the group. */
    JOIN,

    /** They fail with an explanation. */
    REFUSE,

    /** They are committed at once, whatever becomes of the group. */
    LOCAL
}
