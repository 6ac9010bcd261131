package io.txgroup.verification.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What all rounds at one number of callers gave.
 *
 * @param callers how many
 * @param sides each way's, by its name; the first is the one that the other is compared with
 * @param ratio the throughput of the second by that of the first
 * @param worstPair the lowest ratio of two neighbouring rounds, and {@code bestPair} the highest: how noisy it was
 */
record Figures(int callers, Map<String, Side> sides, double ratio, double worstPair, double bestPair) {
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

    Figures {
        sides = Collections.unmodifiableMap(new LinkedHashMap<>(sides));
    }

    /**
     * Of rounds that took turns: the n-th of one way is the neighbour of the n-th of the other.
     *
     * @param base what the other is compared with
     */
    static Figures of(int callers, Way base, Way compared, Map<Way, List<Round>> rounds) {
        List<Round> first = rounds.getOrDefault(base, List.of());
        List<Round> second = rounds.getOrDefault(compared, List.of());
        List<Double> pairs = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            pairs.add(second.get(i).perSecond() / first.get(i).perSecond());
        }
        Map<String, Side> sides = new LinkedHashMap<>();
        Side ofBase = Side.of(first);
        Side ofCompared = Side.of(second);
        sides.put(base.toString(), ofBase);
        sides.put(compared.toString(), ofCompared);
        return new Figures(
                callers,
                sides,
                ofCompared.perSecond() / ofBase.perSecond(),
                pairs.stream().min(Double::compare).orElse(0.0),
                pairs.stream().max(Double::compare).orElse(0.0));
    }

    static String head(Way base, Way compared) {
        String ratio = compared + "/" + base;
        return String.format(ROW, "callers", "way", "placed", "failed", "per s", "p50 ms", "p99 ms", "cpu ms", ratio);
    }

    /** One for each way; the ratio stands in the last. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        sides.forEach((way, side) -> {
            String end = rows.isEmpty()
                    ? ""
                    : String.format(Locale.ROOT, "%.2f  (rounds %.2f to %.2f)", ratio, worstPair, bestPair);
            rows.add(row(way, side, end));
        });
        return rows;
    }

    private String row(String way, Side side, String end) {
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
