package io.txgroup.manager.callback;

import java.time.Duration;
import java.util.Optional;

/**
 * How often one event is told, and how long the pauses are. Every failure is tried again: a receiver that is being
 * deployed may refuse, redirect or answer nonsense for a minute.
 *
 * @param attempts at most so many in all
 * @param backoff the first pause; each further one is twice as long, up to {@link #LONGEST_PAUSE}
 */
record RetryRules(int attempts, Duration backoff) {
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 30;

    /**
     * The pause before the next attempt; empty if there is none.
     *
     * @param failed how many have failed, at least 1
     */
    Optional<Duration> pauseAfter(int failed) {
        if (failed >= attempts) {
            return Optional.empty();
        }
        Duration pause = backoff.multipliedBy(1L << Math.min(failed - 1, MOST_DOUBLINGS));
        return Optional.of(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
