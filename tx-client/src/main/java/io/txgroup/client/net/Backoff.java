package io.txgroup.client.net;

import java.util.random.RandomGenerator;

/**
 * The pauses between attempts: each twice the one before up to a limit, less a random part of up to a half, so that
 * many clients of one manager do not come back at once. Not thread-safe.
 */
final class Backoff {
    private final long firstMillis;
    private final long lastMillis;
    private final RandomGenerator random;
    private long nextMillis;

    Backoff(ConnectionSettings.Pace pace, RandomGenerator random) {
        this.firstMillis = pace.firstRetry().toMillis();
        this.lastMillis = pace.lastRetry().toMillis();
        this.random = random;
        this.nextMillis = firstMillis;
    }

    long nextMillis() {
        long pause = nextMillis;
        nextMillis = Math.min(lastMillis, 2 * pause);
        return jittered(pause);
    }

    long longestMillis() {
        return jittered(lastMillis);
    }

    long jittered(long millis) {
        return millis - random.nextLong(millis / 2 + 1);
    }

    /** The next pause is the shortest again. */
    void reset() {
        nextMillis = firstMillis;
    }
}
