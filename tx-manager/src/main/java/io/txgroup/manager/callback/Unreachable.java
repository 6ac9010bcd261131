package io.txgroup.manager.callback;

/** What becomes of lost work while the callback can't be told of it. */
public enum Unreachable {
    /** It is repaired all the same. */
    PROCEED,
    /** It waits for a person. */
    HOLD
}
