package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Shop.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the scenarios; after each, reads all databases and says what is wrong. */
final class Check {
    private static final Duration HELD_LIMIT = Duration.ofSeconds(60);
    private static final int SHOWN_FINDINGS = 5;
    private static final String ROW = "%-50s %7s %7s %8s %7s  %s";

    private record Result(Scenario scenario, List<Attempt> attempts, List<String> findings, Duration took) {
        boolean passed() {
            return findings.isEmpty();
        }

        long told(Told told) {
            return attempts.stream()
                    .filter(attempt -> attempt.reply().told() == told)
                    .count();
        }

        String row() {
            return String.format(
                    Locale.ROOT,
                    ROW,
                    scenario.name(),
                    told(Told.PLACED),
                    told(Told.FAILED),
                    told(Told.UNKNOWN),
                    String.format(Locale.ROOT, "%.1f", took.toMillis() / 1000.0),
                    passed() ? "passed" : "FAILED");
        }
    }

    private final Databases databases;
    private final Books beginning;
    private final Stage stage;
    private final Progress progress;
    private final Path replies;
    private final Set<String> known = new HashSet<>();

    /**
     * Prepares the scenarios.
     *
     * @param beginning what the databases held before anything was placed
     * @param replies a file for what the callers were told
     */
    Check(RunningDemo demo, Books beginning, Stage stage, Path replies, Progress progress) {
        this.databases = demo.databases();
        this.beginning = beginning;
        this.stage = stage;
        this.replies = replies;
        this.progress = progress;
    }

    /** Returns how many scenarios failed. */
    int run() throws SQLException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Scenario scenario : Scenario.all()) {
            Result result = run(scenario);
            progress.say((result.passed() ? "passed: " : "FAILED: ") + scenario.name());
            results.add(result);
        }
        report(results);
        return (int) results.stream().filter(result -> !result.passed()).count();
    }

    private Result run(Scenario scenario) throws SQLException, InterruptedException {
        long began = System.nanoTime();
        List<Attempt> attempts = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        try {
            attempts.addAll(scenario.script().run(stage));
        } catch (IOException | DemoException e) {
            findings.add("the scenario did not run: " + e);
        }
        databases.awaitNothingHeld(HELD_LIMIT).ifPresent(held -> findings.add("still held: " + held));
        Books books = databases.read();
        writeReplies(scenario, attempts);
        attempts.forEach(attempt -> attempt.finding(books).ifPresent(findings::add));
        books.findings(beginning).stream().filter(known::add).forEach(findings::add);
        return new Result(scenario, attempts, findings, Duration.ofNanos(System.nanoTime() - began));
    }

    private void writeReplies(Scenario scenario, List<Attempt> attempts) {
        String lines = attempts.stream()
                .map(attempt -> String.join(
                        " | ",
                        scenario.name(),
                        attempt.orderNumber(),
                        attempt.fault(),
                        attempt.reply().told().toString(),
                        attempt.reply().text()))
                .collect(Collectors.joining("\n", "", "\n"));
        try {
            Files.writeString(replies, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(List<Result> results) {
        progress.print("");
        progress.print(
                String.format(ROW, "after each, all databases are compared", "placed", "failed", "unknown", "s", ""));
        for (Result result : results) {
            progress.print(result.row());
            result.findings().stream().limit(SHOWN_FINDINGS).forEach(finding -> progress.print("    " + finding));
            if (result.findings().size() > SHOWN_FINDINGS) {
                progress.print("    ... and " + (result.findings().size() - SHOWN_FINDINGS) + " more");
            }
        }
        progress.print("");
    }
}
