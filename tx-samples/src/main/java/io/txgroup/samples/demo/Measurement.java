package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Shop.Told;
import io.txgroup.samples.demo.Shop.Way;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** What {@code @TxTransaction} costs: the same orders with and without it, in rounds that take turns. */
final class Measurement {
    private static final List<Integer> CALLERS = List.of(1, 8, 32);
    private static final List<Way> WAYS = List.of(Way.UNCOORDINATED, Way.COORDINATED);
    private static final int ROUNDS = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration HELD_LIMIT = Duration.ofSeconds(60);
    private static final String ROW = "%7s  %-24s %9s %9s %9s %9s %8s";

    /** Latencies in nanoseconds of the orders that were placed, and how many were not. */
    private record Round(List<Long> latencies, int failed, Duration took) {}

    private record Result(int callers, String way, long placed, long failed, double perSecond, double p50, double p99) {
        static Result of(int callers, Way way, List<Round> rounds) {
            long[] latencies = rounds.stream()
                    .flatMap(round -> round.latencies.stream())
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
            double seconds =
                    rounds.stream().mapToLong(round -> round.took.toNanos()).sum() / 1e9;
            return new Result(
                    callers,
                    way == Way.COORDINATED ? "with @TxTransaction" : "without",
                    latencies.length,
                    rounds.stream().mapToLong(round -> round.failed).sum(),
                    latencies.length / seconds,
                    millis(latencies, 0.50),
                    millis(latencies, 0.99));
        }

        private static double millis(long[] sorted, double quantile) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
        }

        String row() {
            return String.format(
                    Locale.ROOT,
                    ROW,
                    callers,
                    way,
                    placed,
                    failed,
                    String.format(Locale.ROOT, "%.1f", perSecond),
                    String.format(Locale.ROOT, "%.1f", p50),
                    String.format(Locale.ROOT, "%.1f", p99));
        }
    }

    private final RunningDemo demo;
    private final Shop shop;
    private final Books beginning;
    private final Progress progress;
    private final AtomicLong orders = new AtomicLong();

    /** {@code beginning} is what the databases held before anything was placed. */
    Measurement(RunningDemo demo, Books beginning, Progress progress) throws InterruptedException {
        this.demo = demo;
        this.shop = demo.shop();
        this.beginning = beginning;
        this.progress = progress;
    }

    /** Returns how many findings the databases gave. */
    int run() throws SQLException, InterruptedException {
        for (Way way : WAYS) {
            progress.say("Warming up, " + way.name().toLowerCase(Locale.ROOT));
            round(way, 8, WARM_UP);
        }
        int findings = 0;
        List<Result> results = new ArrayList<>();
        for (int callers : CALLERS) {
            Map<Way, List<Round>> rounds = new LinkedHashMap<>();
            for (int i = 1; i <= ROUNDS; i++) {
                for (Way way : WAYS) {
                    rounds.computeIfAbsent(way, any -> new ArrayList<>()).add(round(way, callers, ROUND));
                    findings += compare();
                }
                progress.say("Round " + i + " of " + ROUNDS + " with " + callers + " callers");
            }
            rounds.forEach((way, each) -> results.add(Result.of(callers, way, each)));
        }
        report(results, findings);
        return findings;
    }

    private Round round(Way way, int callers, Duration length) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(callers);
        long began = System.nanoTime();
        Callable<Round> caller = () -> call(way, began + length.toNanos());
        try {
            List<Round> rounds = new ArrayList<>();
            for (Future<Round> round : executor.invokeAll(Collections.nCopies(callers, caller))) {
                rounds.add(round.get());
            }
            return new Round(
                    rounds.stream().flatMap(round -> round.latencies.stream()).toList(),
                    rounds.stream().mapToInt(Round::failed).sum(),
                    Duration.ofNanos(System.nanoTime() - began));
        } catch (ExecutionException e) {
            throw new DemoException("A caller failed", e);
        } finally {
            executor.shutdown();
        }
    }

    private Round call(Way way, long end) throws InterruptedException {
        List<Long> latencies = new ArrayList<>();
        int failed = 0;
        while (System.nanoTime() < end) {
            long began = System.nanoTime();
            if (shop.place(way, newOrder()).told() == Told.PLACED) {
                latencies.add(System.nanoTime() - began);
            } else {
                failed++;
            }
        }
        return new Round(latencies, failed, Duration.ZERO);
    }

    private Books.Order newOrder() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new Books.Order(
                "measure-" + orders.incrementAndGet(),
                "item-" + (1 + random.nextInt(100)),
                1,
                "customer-" + (1 + random.nextInt(200)),
                "merchant-" + (1 + random.nextInt(100)),
                1 + random.nextInt(500));
    }

    private int compare() throws SQLException, InterruptedException {
        List<String> findings = new ArrayList<>();
        demo.databases().awaitNothingHeld(HELD_LIMIT).ifPresent(held -> findings.add("still held: " + held));
        findings.addAll(demo.databases().read().findings(beginning));
        findings.forEach(progress::say);
        return findings.size();
    }

    private void report(List<Result> results, int findings) {
        progress.print("");
        progress.print(String.format(ROW, "callers", "order", "placed", "failed", "per s", "p50 ms", "p99 ms"));
        results.forEach(result -> progress.print(result.row()));
        progress.print("");
        progress.print(new JsonMapper()
                .writeValueAsString(Map.of(
                        "java",
                        System.getProperty("java.version"),
                        "processors",
                        Runtime.getRuntime().availableProcessors(),
                        "rounds",
                        ROUNDS,
                        "roundSeconds",
                        ROUND.toSeconds(),
                        "findings",
                        findings,
                        "results",
                        results)));
    }
}
