package io.txgroup.verification.benchmarks;

import java.util.List;
import java.util.Set;

/**
 * What came of one round.
 *
 * @param latencies in nanoseconds, of the orders that were placed
 * @param placed the numbers of these orders
 * @param failed the numbers of the others
 * @param nanos how long it took
 */
record Round(List<Long> latencies, Set<Long> placed, Set<Long> failed, long nanos) {
    double perSecond() {
        return placed.size() / (nanos / 1e9);
    }
}
