package io.txgroup.verification.crash.repair;

import io.txgroup.verification.crash.Figures;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Committed work that is lost at level held: sellers are killed between decision and local commit, while others buy; then
 * the special cases. All of it must be found, told once, and repaired exactly once, or parked with a reason. Real
 * processes, which end with this JVM.
 */
public final class Compensation {
    private static final Path HOME = Path.of("verification/crash/target");
    private static final Duration FOUND_WITHIN = Duration.ofSeconds(15);
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(2);
    private static final List<Trial> ON_POSTGRES =
            List.of(Trial.REDO_KILLED, Trial.LATE_COMMIT, Trial.HELD, Trial.GARBLED);
    private static final List<Trial> ON_MARIA =
            List.of(Trial.UNACKNOWLEDGED, Trial.LATE_COMMIT, Trial.DISCARDED, Trial.FAILING, Trial.REDO_KILLED);

    /** In which a front, a manager or a third service takes part that the other line needs too. */
    private static final List<Trial> ALONE =
            List.of(Trial.CHAIN_REPLAYED, Trial.CHAIN_DIFFERS, Trial.STARTER_GONE, Trial.STARTER_LOST, Trial.RACED);

    private final Wanted wanted;
    private final Market market = new Market();
    private final Progress progress;
    private final List<String> findings = new ArrayList<>();

    private Compensation(Wanted wanted, Progress progress) {
        this.wanted = wanted;
        this.progress = progress;
    }

    public static void main(String[] arguments) throws Exception {
        Wanted wanted;
        try {
            wanted = Wanted.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Wanted.USAGE);
            System.exit(2);
            return;
        }
        boolean good;
        try (Progress progress = new Progress()) {
            good = new Compensation(wanted, progress).run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws Exception {
        progress.say("seed " + wanted.seed()
                + "; starting Redis, PostgreSQL, MariaDB, 2 managers, 2 instances of 3 services");
        Path logs = HOME.resolve("logs")
                .resolve("compensation-" + System.currentTimeMillis())
                .toAbsolutePath();
        try (Installation site = new Installation(logs)) {
            progress.say(wanted.transactions() + " purchases, " + wanted.kills() + " with the seller killed");
            List<Line> lines = lines(site);
            inParallel(lines, line -> buy(line));
            progress.say("The special cases");
            inParallel(lines, line -> play(site, line, specials(line)));
            for (Line line : wanted.full() ? lines : List.of(lines.get((int) (wanted.seed() % lines.size())))) {
                play(site, line, ALONE);
            }
            progress.say("Comparing the books of " + market.all().size() + " purchases");
            settle(site);
            report(site);
        }
        return findings.isEmpty();
    }

    private List<Line> lines(Installation site) {
        List<Line> lines = new ArrayList<>();
        for (String seller : Installation.SELLERS) {
            lines.add(new Line(site, market, seller, new Random(wanted.seed() * 31 + lines.size())));
        }
        return lines;
    }

    private void buy(Line line) throws Exception {
        boolean isFirst = line.seller().equals(Installation.SELLERS.get(0));
        int half = wanted.transactions() / 2;
        int halfOfKills = wanted.kills() / 2;
        progress.at(line.seller(), "buying");
        line.run(isFirst ? wanted.transactions() - half : half, isFirst ? wanted.kills() - halfOfKills : halfOfKills);
    }

    private List<Trial> specials(Line line) {
        boolean isPostgres = line.seller().equals(Installation.SELLERS.get(0));
        if (!wanted.full()) {
            return isPostgres ? ON_POSTGRES : ON_MARIA;
        }
        List<Trial> all = new ArrayList<>(ON_POSTGRES);
        ON_MARIA.stream().filter(trial -> !all.contains(trial)).forEach(all::add);
        return all;
    }

    private void play(Installation site, Line line, List<Trial> trials) throws Exception {
        Scenarios scenarios = new Scenarios(site, line, progress);
        for (Trial trial : trials) {
            scenarios.play(trial);
        }
        progress.at(line.seller(), "");
    }

    private interface Work {
        void on(Line line) throws Exception;
    }

    private static void inParallel(List<Line> lines, Work work) {
        CompletableFuture.allOf(lines.stream()
                        .map(line -> CompletableFuture.runAsync(
                                () -> {
                                    try {
                                        work.on(line);
                                    } catch (Exception e) {
                                        throw new CompletionException(line.seller() + ": " + e, e);
                                    }
                                },
                                task -> new Thread(task, line.seller()).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** What is still being repaired gets its time; what is then wrong is a finding. */
    private void settle(Installation site) throws Exception {
        for (Purchase purchase : market.all()) {
            purchase.status().get(SETTLES_WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
        long end = System.nanoTime() + SETTLES_WITHIN.toNanos();
        List<String> wrong = Audit.findings(site, market.all());
        while (!wrong.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500);
            wrong = Audit.findings(site, market.all());
        }
        findings.addAll(wrong);
    }

    private void report(Installation site) throws Exception {
        Times found = times(site, "created", purchase -> purchase.trial() == Trial.KILLED);
        Times repaired = times(site, "ended", purchase -> purchase.trial() == Trial.KILLED);
        if (found.millis().size() != wanted.kills() || repaired.millis().size() != wanted.kills()) {
            findings.add(wanted.kills() + " sellers were killed; found were " + found + ", repaired " + repaired);
        }
        if (found.longest() > FOUND_WITHIN.toMillis()) {
            findings.add("a loss was found after " + found.longest() + " ms, later than " + FOUND_WITHIN.toMillis());
        }
        int events = site.receiver().events().size();
        int repeated = site.receiver().postsInAll() - events;
        Figures figures = new Figures(wanted.seed())
                .put("level", "held")
                .put("transactions", wanted.transactions())
                .put("kills", wanted.kills())
                .put("found", found.figures())
                .put("repaired", repaired.figures())
                .put("events", events)
                .put("eventsToldAgain", repeated)
                .put("trials", trials(site))
                .put("findings", findings);
        System.out.println("found:    " + found);
        System.out.println("repaired: " + repaired);
        System.out.println("callback: " + events + " events, each by one id; " + repeated + " posts repeated one");
        findings.forEach(finding -> System.out.println("  " + finding));
        figures.write(HOME.resolve("compensation.json"));
        int passed = market.all().size();
        progress.say("The books " + (findings.isEmpty() ? "agree" : "DO NOT AGREE"));
        System.out.println(passed + " passed, " + findings.size() + " failed");
    }

    private interface Which {
        boolean is(Purchase purchase);
    }

    /** From when they were asked for until that event of theirs came. */
    private Times times(Installation site, String event, Which which) throws SQLException {
        List<Long> millis = new ArrayList<>();
        for (Purchase purchase : market.all()) {
            if (which.is(purchase)) {
                Optional<Event> told = site.receiver().event(event, site.group(purchase));
                told.ifPresent(one -> millis.add(TimeUnit.NANOSECONDS.toMillis(one.at() - purchase.began())));
            }
        }
        return new Times(millis);
    }

    private List<Map<String, Object>> trials(Installation site) throws SQLException {
        List<Map<String, Object>> all = new ArrayList<>();
        System.out.printf(
                Locale.ROOT, "%-16s %-9s %6s %10s %10s  %s%n", "case", "seller", "count", "found", "over", "end");
        for (Trial trial : Trial.values()) {
            for (String seller : Installation.SELLERS) {
                Which which = purchase ->
                        purchase.trial() == trial && purchase.seller().equals(seller);
                long count = market.all().stream().filter(which::is).count();
                if (count > 0) {
                    Times found = times(site, "created", which);
                    Times over = times(site, "ended", which);
                    System.out.printf(
                            Locale.ROOT,
                            "%-16s %-9s %6d %7d ms %7d ms  %s%n",
                            trial,
                            seller,
                            count,
                            found.longest(),
                            over.longest(),
                            trial.end());
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("case", trial.toString());
                    row.put("seller", seller);
                    row.put("count", count);
                    row.put("end", trial.end().toString());
                    row.put("found", found.figures());
                    row.put("over", over.figures());
                    all.add(row);
                }
            }
        }
        return all;
    }
}
