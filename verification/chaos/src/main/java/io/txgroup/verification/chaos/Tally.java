package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.history.Told;
import io.txgroup.verification.chaos.history.Verdict;
import io.txgroup.verification.chaos.load.Attempt;
import java.util.List;
import java.util.Locale;

/**
 * What a scenario did, counted.
 *
 * @param scenario its name
 * @param transfers how many were asked for
 * @param succeeded of them, as told
 * @param refused of them, because that was asked for
 * @param fell of them, told as failure although nobody refused
 * @param unknown of them, without an outcome for their caller
 * @param perSecond transfers a second
 * @param p50 milliseconds until half of them had their answer
 * @param p99 milliseconds until 99 of 100 had it
 * @param verdict what the checker says
 */
record Tally(
        String scenario,
        int transfers,
        long succeeded,
        long refused,
        long fell,
        long unknown,
        double perSecond,
        double p50,
        double p99,
        Verdict verdict) {
    static Tally of(String scenario, List<Attempt> attempts, Verdict verdict) {
        long[] latencies = attempts.stream()
                .mapToLong(attempt -> attempt.ended() - attempt.began())
                .sorted()
                .toArray();
        long first = attempts.stream().mapToLong(Attempt::began).min().orElse(0);
        long last = attempts.stream().mapToLong(Attempt::ended).max().orElse(0);
        return new Tally(
                scenario,
                attempts.size(),
                attempts.stream().filter(Attempt::succeeded).count(),
                attempts.stream()
                        .filter(attempt -> attempt.transfer().refused())
                        .count(),
                attempts.stream()
                        .filter(attempt -> attempt.fell() && attempt.answer().told() == Told.FAILURE)
                        .count(),
                attempts.stream()
                        .filter(attempt -> attempt.answer().told() == Told.UNKNOWN)
                        .count(),
                attempts.size() / Math.max(1e-9, (last - first) / 1e9),
                millis(latencies, 0.5),
                millis(latencies, 0.99),
                verdict);
    }

    static double millis(long[] sortedNanos, double quantile) {
        return sortedNanos.length == 0 ? 0 : sortedNanos[(int) Math.round(quantile * (sortedNanos.length - 1))] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %d transfers, %d succeeded, %d refused as asked for, %d failed, %d unknown; %.0f/s, p50 %.0f ms,"
                        + " p99 %.0f ms; booked in full %d, not at all %d, known as lost %d, half done %d",
                scenario,
                transfers,
                succeeded,
                refused,
                fell,
                unknown,
                perSecond,
                p50,
                p99,
                verdict.full(),
                verdict.none(),
                verdict.knownLost(),
                verdict.halfDone());
    }
}
