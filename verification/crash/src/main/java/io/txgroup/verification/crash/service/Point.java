package io.txgroup.verification.crash.service;

/** Where a participant, or its session, is struck. */
public enum Point {
    /** It has joined; nothing is prepared. */
    BEFORE_PREPARE,
    /** It has prepared; the manager has not heard of it. */
    AFTER_PREPARE,
    /** It has been told COMMIT, and has not committed. */
    BEFORE_COMMIT,
    /** It has committed, and has told nobody. */
    AFTER_COMMIT
}
