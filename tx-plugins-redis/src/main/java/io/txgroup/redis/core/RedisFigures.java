package io.txgroup.redis.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How the data in one Redis stand with groups, for those who only look. Counts begin with the process.
 *
 * @param held queues that units of this process hold now
 * @param stored what waits in Redis for the managers' word, as this process last saw it; empty before it has looked, and as long
 *     as Redis can't be asked
 * @param refused how many commands were refused in groups
 * @param unprepared how often a unit voted no because its queue could not be stored safely
 * @param lost how many queues were proven lost, or applied but for what failed
 */
public record RedisFigures(int held, Optional<Stored> stored, long refused, long unprepared, long lost) {
    public RedisFigures {
        requireNonNull(stored, "stored is null");
    }

    /**
     * Queues of all processes of the service that are stored and have not ended.
     *
     * @param count how many; more than 10,000 are not counted
     * @param oldest since when the group of the oldest of them has been there; zero if there is none
     */
    public record Stored(int count, Duration oldest) {
        public Stored {
            requireNonNull(oldest, "oldest is null");
        }
    }
}
