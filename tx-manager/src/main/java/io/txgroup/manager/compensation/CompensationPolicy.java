package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What managers do by themselves about lost work of one service.
 *
 * @param enabled whether lost work is done again by itself; if not, a person decides about each loss
 * @param attempts how often it is tried in vain before a person decides, 1 to 100; also how often the callback is told of
 *     a new compensation in vain
 * @param backoff how long after the first attempt that failed the next one is made, 1 ms to 1 h; twice as long after each
 *     further one, an hour at most
 * @param unreachable what follows if the callback can't be told
 * @param retention how long the record is kept after its end, up to 366 days
 */
public record CompensationPolicy(
        boolean enabled, int attempts, Duration backoff, WhenUnreachable unreachable, Duration retention) {
    private static final int MOST_ATTEMPTS = 100;
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(366);

    /** What holds where nothing else is said: three attempts, the second after five seconds, kept for a week. */
    public static final CompensationPolicy DEFAULT =
            new CompensationPolicy(true, 3, Duration.ofSeconds(5), WhenUnreachable.PROCEED, Duration.ofDays(7));

    /** What follows if the callback can't be told of a new compensation. */
    public enum WhenUnreachable {
        /** Lost work is done again without it. */
        PROCEED,
        /** A person decides. */
        HOLD
    }

    public CompensationPolicy {
        requireNonNull(unreachable, "unreachable is null");
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "attempts are 1 to " + MOST_ATTEMPTS + ", not " + attempts + "; enabled=false makes none");
        }
        if (backoff.toMillis() < 1 || backoff.compareTo(LONGEST_BACKOFF) > 0) {
            throw new IllegalArgumentException("backoff is 1 ms to " + LONGEST_BACKOFF + ", not " + backoff);
        }
        if (retention.isNegative() || retention.compareTo(LONGEST_RETENTION) > 0) {
            throw new IllegalArgumentException("retention is 0 to " + LONGEST_RETENTION + ", not " + retention);
        }
    }

    /** What does justice to both where work of two services is lost: a person rather than not, longer rather than not. */
    public CompensationPolicy withCareOf(CompensationPolicy other) {
        return new CompensationPolicy(
                enabled && other.enabled,
                Math.max(attempts, other.attempts),
                backoff.compareTo(other.backoff) > 0 ? backoff : other.backoff,
                unreachable == WhenUnreachable.HOLD ? unreachable : other.unreachable,
                retention.compareTo(other.retention) > 0 ? retention : other.retention);
    }

    /** How long to wait after so many attempts in vain, in milliseconds. */
    public long backoffMillis(int inVain) {
        long doubled = backoff.toMillis() << Math.min(20, Math.max(0, inVain - 1));
        return Math.min(LONGEST_BACKOFF.toMillis(), doubled);
    }
}
