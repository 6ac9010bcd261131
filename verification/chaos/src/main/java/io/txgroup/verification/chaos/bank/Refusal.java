package io.txgroup.verification.chaos.bank;

/** Whether the last stop of a transfer throws after its work. */
public enum Refusal {
    /** It does not. */
    NONE,
    /** It does, and so does everybody before it. */
    THROWN,
    /** It does, and the starter swallows that: the group must be rolled back all the same. */
    SWALLOWED
}
