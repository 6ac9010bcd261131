package io.txgroup.verification.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.SpringBootVersion;
import tools.jackson.databind.json.JsonMapper;

/** The program behind {@code bin/bench}. */
public final class Bench {
    private static final Duration FIRST_ORDER = Duration.ofSeconds(30);
    private static final Duration WARM_UP_TURN = Duration.ofSeconds(4);
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(75);
    private static final int WARM_UP_CALLERS = 8;

    private final Options options;
    private final Installation installation;
    private final Callers callers;
    private final List<String> findings = new ArrayList<>();
    private final long began = System.nanoTime();

    private Bench(Options options, Installation installation) {
        this.options = options;
        this.installation = installation;
        this.callers = new Callers(Databases.ITEMS, options.seed());
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            print(String.valueOf(e.getMessage()));
            System.exit(2);
            return;
        }
        if (options.recordings() != null) {
            Files.createDirectories(options.recordings());
        }
        print("Starting Redis, PostgreSQL, two managers, and the two services twice: " + options.base() + " and "
                + options.compared());
        int findings;
        try (Installation installation = new Installation(options)) {
            findings = new Bench(options, installation).run();
        }
        System.exit(findings == 0 ? 0 : 1);
    }

    private int run() throws SQLException, IOException, InterruptedException {
        warmUp();
        List<Figures> all = new ArrayList<>();
        for (int count : options.callers()) {
            Map<Way, List<Round>> rounds = new EnumMap<>(Way.class);
            for (int i = 1; i <= options.rounds(); i++) {
                StringBuilder line = new StringBuilder();
                for (Way way : options.ways()) {
                    Round round = round(way, count, options.round());
                    rounds.computeIfAbsent(way, any -> new ArrayList<>()).add(round);
                    line.append(String.format(Locale.ROOT, ", %s %.0f/s", way, round.perSecond()));
                }
                say(count + " callers, round " + i + " of " + options.rounds() + line);
            }
            all.add(Figures.of(count, options.base(), options.compared(), rounds));
        }
        report(all);
        return findings.size();
    }

    private void warmUp() throws SQLException, InterruptedException {
        for (Way way : options.ways()) {
            callers.awaitFirst(installation.shop(way), FIRST_ORDER);
            installation.clear(way);
        }
        say("Warming up: " + options.warmUp() + " orders each way, at most " + LONGEST_WARM_UP.toSeconds() + " s");
        long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        Map<Way, Integer> placed = new EnumMap<>(Way.class);
        boolean warm = false;
        while (!warm && System.nanoTime() < end) {
            warm = true;
            for (Way way : options.ways()) {
                if (placed.getOrDefault(way, 0) < options.warmUp()) {
                    Round round = round(way, WARM_UP_CALLERS, WARM_UP_TURN);
                    warm &= placed.merge(way, round.placed().size(), Integer::sum) >= options.warmUp();
                }
            }
        }
        say("Warm after " + placed);
    }

    /** One round, and what its databases say. */
    private Round round(Way way, int count, Duration length) throws SQLException, InterruptedException {
        Duration before = installation.processorTime(way);
        Round played = callers.round(installation.shop(way), count, length);
        Round round = played.busy(installation.processorTime(way).minus(before));
        for (String finding : installation.check(way, round)) {
            say("WRONG, " + way + " with " + count + " callers: " + finding);
            findings.add(way + " with " + count + " callers: " + finding);
        }
        return round;
    }

    private void report(List<Figures> all) throws SQLException, IOException {
        print("");
        print(Figures.head(options.base(), options.compared()));
        all.forEach(figures -> figures.rows().forEach(Bench::print));
        print("");
        print(
                findings.isEmpty()
                        ? "After each round the data were exactly the orders that were answered with success."
                        : findings.size() + " findings in the data, see above");
        Path out = options.out().toAbsolutePath();
        Files.createDirectories(out.getParent());
        Files.writeString(
                out,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document(all)));
        print("Written to " + out);
    }

    private Map<String, Object> document(List<Figures> all) throws SQLException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("commit", System.getProperty("bench.commit", "unknown"));
        document.put("compared", options.compared() + "/" + options.base());
        document.put("seed", options.seed());
        document.put("rounds", options.rounds());
        document.put("roundSeconds", options.round().toSeconds());
        document.put("seconds", Duration.ofNanos(System.nanoTime() - began).toSeconds());
        document.put("redisFsync", options.redisFsync());
        document.put("machine", Machine.describe());
        document.put(
                "versions",
                Map.of(
                        "java", System.getProperty("java.version"),
                        "springBoot", String.valueOf(SpringBootVersion.getVersion()),
                        "postgresql", installation.databases(Way.OURS).version(),
                        "redis", installation.redisVersion()));
        document.put("findings", findings);
        document.put("results", all);
        return document;
    }

    private void say(String line) {
        print(String.format(
                "%4d s  %s", Duration.ofNanos(System.nanoTime() - began).toSeconds(), line));
    }

    @SuppressWarnings("SystemOut") // what it prints is its result
    private static void print(String line) {
        System.out.println(line);
    }
}
