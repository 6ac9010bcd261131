package io.txgroup.verification.crash.service;

/** What is struck. */
public enum Target {
    /** The whole process, as by {@code kill -9}. */
    PROCESS,
    /** The database session that holds the work, by the server. */
    SESSION,
    /** The session, and whoever was about to use it goes on only when he is released: much too late. */
    LATE_SESSION
}
