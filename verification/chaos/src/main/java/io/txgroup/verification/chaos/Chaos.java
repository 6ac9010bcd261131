package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.faults.Kind;
import io.txgroup.verification.chaos.faults.Strike;
import io.txgroup.verification.chaos.faults.Striker;
import io.txgroup.verification.chaos.faults.Struck;
import io.txgroup.verification.chaos.history.Checker;
import io.txgroup.verification.chaos.history.History;
import io.txgroup.verification.chaos.history.Verdict;
import io.txgroup.verification.chaos.load.Attempt;
import io.txgroup.verification.chaos.load.Audit;
import io.txgroup.verification.chaos.load.Callers;
import io.txgroup.verification.chaos.load.Load;
import io.txgroup.verification.chaos.site.Settings;
import io.txgroup.verification.chaos.site.Site;
import io.txgroup.verification.servers.NginxServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The program behind {@code bin/chaos}: faults of every kind under load, then the checker. */
public final class Chaos {
    private static final int INSTANCES = 2;
    private static final Load LOAD = new Load(10, 40, 0);
    private static final int FEWEST_TRANSFERS = 400;
    private static final int FEWEST_FAULTS = 20;

    private final Options options;
    private final Clock clock = new Clock();
    private final Figures figures = new Figures();
    private final List<String> findings = new ArrayList<>();
    private int compared;

    private Chaos(Options options) {
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        System.exit(Options.orExplain(args, Options.CHAOS).map(Chaos::run).orElse(2));
    }

    private static int run(Options options) {
        try {
            return new Chaos(options).play();
        } catch (Exception e) {
            throw new IllegalStateException("The run broke off, seed " + options.seed(), e);
        }
    }

    private int play() throws Exception {
        clock.say("seed " + options.seed() + (options.coordinated() ? ", " + options.level() : ", uncoordinated"));
        String name = options.coordinated() ? "chaos" : "chaos-uncoordinated";
        Set<String> behindNginx = behindNginx();
        Settings settings =
                new Settings(INSTANCES, options.coordinated(), options.level(), behindNginx, options.logs(name));
        clock.say("Starting Redis with a replica, managers, " + INSTANCES + " instances of each of three services");
        if (!behindNginx.isEmpty()) {
            clock.say("The managers are behind nginx for " + String.join(", ", behindNginx));
        }
        Tally tally;
        try (Site site = new Site(settings)) {
            tally = strike(site);
        }
        figures.write(options, name, List.of(tally), findings);
        if (!options.coordinated()) {
            clock.say("Without coordination " + tally.verdict().halfDone() + " of " + tally.transfers()
                    + " transfers are half done, and the checker has "
                    + tally.verdict().findings().size() + " findings");
            boolean isFound = tally.verdict().halfDone() > 0;
            System.out.println(isFound ? "1 passed, 0 failed" : "0 passed, 1 failed: the checker found nothing");
            return isFound ? 0 : 1;
        }
        System.out.println("1 passed, " + findings.size() + " failed");
        return findings.isEmpty() ? 0 : 1;
    }

    /** One service knows the managers by nginx alone, the others know each. */
    private Set<String> behindNginx() {
        if (!options.coordinated()) {
            return Set.of();
        }
        if (NginxServer.isInstalled()) {
            return Set.of(Site.SERVICES.get(Site.SERVICES.size() - 1));
        }
        floor(!"true".equals(System.getenv("CI")), NginxServer.MISSING);
        clock.say("left out: " + NginxServer.MISSING);
        return Set.of();
    }

    private Tally strike(Site site) throws Exception {
        AtomicLong numbers = new AtomicLong();
        List<Strike> strikes = Striker.plan(site).strikes(options.seed(), options.length());
        Callers callers = new Callers(site, LOAD, options.seed(), numbers);
        List<Attempt> attempts;
        List<Struck> struck;
        Striker striker = new Striker(site, callers::openOver, clock::say);
        try (callers) {
            clock.await(callers, LOAD.perSecond() * 3);
            clock.say(
                    "Warm; " + strikes.size() + " faults in " + options.length().toSeconds() + " s from now on");
            long end = System.nanoTime() + options.length().toNanos();
            striker.begin(strikes);
            clock.watch(callers, options.length().multipliedBy(2), "the end", () -> System.nanoTime() > end);
            attempts = callers.stop();
        }
        struck = striker.end();
        clock.say("Everything is mended; comparing the books of " + attempts.size() + " transfers");
        History history = new Audit(site).history(attempts);
        compared = history.outcomes().size();
        clock.say("The managers told the outcomes of " + compared + " groups; they are compared with the rows");
        Verdict verdict = Checker.check(history);
        Attempts.write(site.settings().logs(), attempts);
        Tally tally = Tally.of("chaos", attempts, verdict);
        report(tally, verdict, struck, attempts, striker);
        return tally;
    }

    private void report(Tally tally, Verdict verdict, List<Struck> struck, List<Attempt> attempts, Striker striker) {
        Map<String, Integer> byKind = new TreeMap<>();
        Map<String, Integer> hitByKind = new TreeMap<>();
        for (Struck one : struck) {
            byKind.merge(one.strike().kind().toString(), 1, Integer::sum);
            hitByKind.merge(one.strike().kind().toString(), one.hit() > 0 ? 1 : 0, Integer::sum);
        }
        List<Struck> aimed = struck.stream()
                .filter(one -> one.strike().kind().hitsTransfers())
                .toList();
        long hit = aimed.stream().filter(one -> one.hit() > 0).count();
        long[] recoveries = struck.stream()
                .mapToLong(one -> recovery(one, attempts, striker))
                .filter(nanos -> nanos >= 0)
                .sorted()
                .toArray();
        clock.say(tally.toString());
        for (Kind kind : Kind.values()) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-16s %3d times, %3d hit open transfers%n",
                    kind,
                    byKind.getOrDefault(kind.toString(), 0),
                    hitByKind.getOrDefault(kind.toString(), 0));
        }
        clock.say(String.format(
                Locale.ROOT,
                "%d faults; of %d that were aimed at services, %d hit open transfers; until a transfer over what was struck succeeded again: p50 %.0f"
                        + " ms, p99 %.0f ms",
                struck.size(),
                aimed.size(),
                hit,
                Tally.millis(recoveries, 0.5),
                Tally.millis(recoveries, 0.99)));
        figures.put("faults", struck.size());
        figures.put("faultsByKind", byKind);
        figures.put("faultsAimedAtServices", aimed.size());
        figures.put("outcomesCompared", compared);
        figures.put("faultsThatHitOpenTransfers", hit);
        figures.put("recoveryMillisP50", Tally.millis(recoveries, 0.5));
        figures.put("recoveryMillisP99", Tally.millis(recoveries, 0.99));
        verdict.findings().stream().limit(20).forEach(finding -> clock.say("  " + finding));
        verdict.findings().forEach(finding -> findings.add(finding.toString()));
        if (options.coordinated()) {
            floor(
                    attempts.size() >= FEWEST_TRANSFERS,
                    attempts.size() + " transfers; " + FEWEST_TRANSFERS + " are wanted");
            floor(struck.size() >= FEWEST_FAULTS, struck.size() + " faults; " + FEWEST_FAULTS + " are wanted");
            floor(
                    hit * 2 >= aimed.size(),
                    hit + " of " + aimed.size() + " faults aimed at services hit open transfers; half are wanted");
            floor(compared > 0, "the outcomes of " + compared + " groups were compared; none is too few");
        }
    }

    /** Nanoseconds from the strike until a transfer that began after it and goes over what was struck has succeeded; or -1. */
    private static long recovery(Struck struck, List<Attempt> attempts, Striker striker) {
        List<String> over = striker.processes(struck.strike());
        return attempts.stream()
                .filter(one -> one.succeeded()
                        && one.began() > struck.began()
                        && one.path().containsAll(over))
                .mapToLong(one -> one.ended() - struck.began())
                .min()
                .orElse(-1);
    }

    private void floor(boolean reached, String what) {
        if (!reached) {
            clock.say("FAILED: " + what);
            findings.add(what);
        }
    }
}
