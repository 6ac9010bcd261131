package io.txgroup.client.core;

/** When an unanswered message is said again: soon at first, then with growing patience. Not thread-safe. */
final class Repetition {
    private static final long FIRST_NANOS = 250_000_000L;
    private static final long LAST_NANOS = 5_000_000_000L;

    private long interval = FIRST_NANOS;
    private long next;

    /** Something new is said: begin anew. */
    void restart(long now) {
        interval = FIRST_NANOS;
        next = now + interval;
    }

    /** Whether it is time; then the next time is further off. */
    boolean due(long now) {
        if (now - next < 0) {
            return false;
        }
        interval = Math.min(LAST_NANOS, interval * 2);
        next = now + interval;
        return true;
    }

    /** Makes the next look find that it is time. */
    void now(long now) {
        next = now;
    }
}
