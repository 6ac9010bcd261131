package io.txgroup.verification.chaos.history;

/** What a caller was told of its transfer. */
public enum Told {
    /** All of it is booked. */
    SUCCESS,
    /** Nothing is or will be booked. */
    FAILURE,
    /** Either: no answer came, or it said that the outcome is not known. */
    UNKNOWN
}
