package io.txgroup.verification.chaos.links;

/** What can be wrong with a link. */
public enum Fault {
    /** All is well. */
    NONE,
    /** Connections break, and nobody can connect. */
    CUT,
    /** Nothing is carried to the target, what it says arrives; both believe that they are connected. */
    STALLED_THERE,
    /** What the target says is not carried; both believe that they are connected. */
    STALLED_BACK,
    /** Nothing is carried either way; both believe that they are connected. */
    STALLED,
    /** Everything arrives, but later. */
    SLOW
}
