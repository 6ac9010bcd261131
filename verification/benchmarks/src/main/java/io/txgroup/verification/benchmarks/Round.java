package io.txgroup.verification.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What came of one round.
 *
 * @param latencies in nanoseconds, of the orders that were placed
 * @param placed the numbers of these orders
 * @param failed the numbers of the others
 * @param nanos how long it took
 * @param busyNanos how long services, managers and Redis kept processors busy meanwhile
 */
record Round(List<Long> latencies, Set<Long> placed, Set<Long> failed, long nanos, long busyNanos) {
    Round busy(Duration time) {
        return new Round(latencies, placed, failed, nanos, time.toNanos());
    }

    double perSecond() {
        return placed.size() / (nanos / 1e9);
    }
}
