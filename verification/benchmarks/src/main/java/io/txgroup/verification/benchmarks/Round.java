package io.txgroup.verification.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

    /** Adds a finding if some of these numbers are not among those. */
    static void differ(String what, Set<Long> have, Set<Long> want, List<String> findings) {
        Set<Long> more = new TreeSet<>(have);
        more.removeAll(want);
        if (!more.isEmpty()) {
            findings.add(more.size() + " times " + what + ", for instance number "
                    + more.iterator().next());
        }
    }

    double perSecond() {
        return placed.size() / (nanos / 1e9);
    }
}
