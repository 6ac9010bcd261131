package io.txgroup.manager.callback;

import java.time.Duration;
import java.util.Optional;

/**
 * How many requests one try to tell an event makes, and how long the pauses are. Every failure is followed by another
 * request: a receiver that is being deployed may refuse, redirect or answer nonsense for a moment.
 *
 * @param attempts at most so many requests
 * @param backoff the first pause; each further one is twice as long, up to {@link #LONGEST_PAUSE}
 */
record RetryRules(int attempts, Duration backoff) {
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final int MOST_DOUBLINGS = 20;

    /**
     * The pause before the next request; empty if there is none.
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

    /** How long it takes if no request is answered in time. */
    Duration longest(Duration timeout) {
        Duration sum = timeout.multipliedBy(attempts);
        for (int failed = 1; failed < attempts; failed++) {
            sum = sum.plus(pauseAfter(failed).orElse(Duration.ZERO));
        }
        return sum;
    }
}
