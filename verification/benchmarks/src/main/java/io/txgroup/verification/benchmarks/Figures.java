package io.txgroup.verification.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What all rounds at one number of callers gave.
 *
 * @param callers how many
 * @param none without coordination
 * @param ours with a group
 * @param ratio the throughput of ours by that of none
 * @param worstPair the lowest ratio of two neighbouring rounds, and {@code bestPair} the highest: how noisy it was
 */
record Figures(int callers, Side none, Side ours, double ratio, double worstPair, double bestPair) {
    /**
     * One way's figures; latencies in milliseconds.
     *
     * @param busy processor milliseconds of services, managers and Redis for each order; without the databases
     */
    record Side(long placed, long failed, double perSecond, double p50, double p99, double busy) {
        static Side of(List<Round> rounds) {
            long[] latencies = rounds.stream()
                    .flatMap(round -> round.latencies().stream())
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
            double seconds = rounds.stream().mapToLong(Round::nanos).sum() / 1e9;
            return new Side(
                    latencies.length,
                    rounds.stream().mapToLong(round -> round.failed().size()).sum(),
                    latencies.length / seconds,
                    millis(latencies, 0.50),
                    millis(latencies, 0.99),
                    rounds.stream().mapToLong(Round::busyNanos).sum() / 1e6 / latencies.length);
        }

        private static double millis(long[] sorted, double quantile) {
            return sorted.length == 0 ? 0 : sorted[(int) Math.round(quantile * (sorted.length - 1))] / 1e6;
        }
    }

    private static final String ROW = "%7s  %-5s %8s %7s %9s %9s %9s %9s  %s";

    /** Of rounds that took turns: the n-th of one way is the neighbour of the n-th of the other. */
    static Figures of(int callers, Map<Way, List<Round>> rounds) {
        List<Round> none = rounds.getOrDefault(Way.NONE, List.of());
        List<Round> ours = rounds.getOrDefault(Way.OURS, List.of());
        List<Double> pairs = new ArrayList<>();
        for (int i = 0; i < none.size(); i++) {
            pairs.add(ours.get(i).perSecond() / none.get(i).perSecond());
        }
        Side without = Side.of(none);
        Side with = Side.of(ours);
        return new Figures(
                callers,
                without,
                with,
                with.perSecond() / without.perSecond(),
                pairs.stream().min(Double::compare).orElse(0.0),
                pairs.stream().max(Double::compare).orElse(0.0));
    }

    static String head() {
        return String.format(
                ROW, "callers", "way", "placed", "failed", "per s", "p50 ms", "p99 ms", "cpu ms", "ours/none");
    }

    List<String> rows() {
        return List.of(
                row(Way.NONE, none, ""),
                row(
                        Way.OURS,
                        ours,
                        String.format(Locale.ROOT, "%.2f  (rounds %.2f to %.2f)", ratio, worstPair, bestPair)));
    }

    private String row(Way way, Side side, String end) {
        return String.format(
                        Locale.ROOT,
                        ROW,
                        callers,
                        way,
                        side.placed,
                        side.failed,
                        String.format(Locale.ROOT, "%.1f", side.perSecond),
                        String.format(Locale.ROOT, "%.2f", side.p50),
                        String.format(Locale.ROOT, "%.2f", side.p99),
                        String.format(Locale.ROOT, "%.2f", side.busy),
                        end)
                .stripTrailing();
    }
}
