package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.history.Checker;
import io.txgroup.verification.chaos.history.Verdict;
import io.txgroup.verification.chaos.load.Attempt;
import io.txgroup.verification.chaos.load.Audit;
import io.txgroup.verification.chaos.load.Callers;
import io.txgroup.verification.chaos.site.Member;
import io.txgroup.verification.chaos.site.Patience;
import io.txgroup.verification.chaos.site.Settings;
import io.txgroup.verification.chaos.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The program behind {@code bin/test cluster}: several managers and instances, killed and started again under load. */
public final class Cluster {
    private static final int CALLERS = 6;
    private static final int PER_SECOND = 30;
    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
    private static final double SUCCEED = 0.99;

    private final Options options;
    private final Clock clock = new Clock();
    private final AtomicLong numbers = new AtomicLong();
    private final List<Tally> tallies = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final Figures figures = new Figures();
    private int checks;

    private Cluster(Options options) {
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        System.exit(Options.orExplain(args, Options.CLUSTER).map(Cluster::run).orElse(2));
    }

    private static int run(Options options) {
        try {
            return new Cluster(options).play();
        } catch (Exception e) {
            throw new IllegalStateException("The cluster suite broke off, seed " + options.seed(), e);
        }
    }

    private int play() throws Exception {
        clock.say("seed " + options.seed());
        try (Site site = start(2)) {
            killManagers(site);
        }
        try (Site site = start(3)) {
            play(site, "three instances of each service", options.groups(), List.of());
        }
        figures.write(options, "cluster", tallies, findings);
        System.out.println((checks - findings.size()) + " passed, " + findings.size() + " failed");
        return findings.isEmpty() ? 0 : 1;
    }

    private Site start(int instances) throws Exception {
        clock.say(
                "Starting Redis with a replica, three managers, " + instances + " instances of each of three services");
        Site site = new Site(new Settings(instances, true, options.level(), options.logs("cluster-" + instances)));
        clock.say("All are there");
        return site;
    }

    /** Kills one manager after the other and lets each come back, while transfers go on. */
    private void killManagers(Site site) throws Exception {
        List<Attempt> before = warmUp(site);
        List<Long> backAfter = new ArrayList<>();
        List<Long> hit = new ArrayList<>();
        Callers callers = new Callers(site, CALLERS, PER_SECOND, options.seed(), numbers);
        List<Attempt> attempts;
        try (callers) {
            Patience.rest(1_000);
            for (int i = 0; i < options.kills(); i++) {
                Member manager = site.managers().get(i % site.managers().size());
                hit.add((long) callers.openOver(List.of()));
                manager.kill();
                Patience.rest(AWAY.toMillis());
                manager.start();
                Duration back = Patience.await(
                        "every service to reach " + manager + " again",
                        () -> reachAll(site, site.managers().size()));
                backAfter.add(back.toNanos());
                clock.say("kill " + (i + 1) + " of " + options.kills() + ": " + manager + " with "
                        + hit.get(i) + " transfers under way; all services are back " + back.toMillis()
                        + " ms after it is; " + callers.done().size() + " transfers answered");
            }
            int wanted = options.groups();
            clock.await(callers, wanted);
            attempts = callers.stop();
        }
        List<Attempt> all = new ArrayList<>(before);
        all.addAll(attempts);
        audit(site, "managers killed, two instances of each service", all);
        long fair = attempts.stream().filter(one -> !one.transfer().refused()).count();
        long fell = attempts.stream().filter(Attempt::fell).count();
        attempts.stream().filter(Attempt::fell).limit(10).forEach(one -> clock.say("  did not succeed: " + one));
        double share = 1 - (double) fell / Math.max(1, fair);
        check(
                share >= SUCCEED,
                String.format(
                        Locale.ROOT,
                        "%.2f %% of %d transfers succeeded while managers were killed %d times; 99 %% are wanted",
                        share * 100,
                        fair,
                        options.kills()));
        check(hit.stream().filter(open -> open > 0).count() * 2 >= options.kills(), "kills hit open transfers: " + hit);
        long slowest = backAfter.stream().mapToLong(Long::longValue).max().orElse(0);
        check(
                slowest <= BACK_WITHIN.toNanos(),
                "services reached a manager that came back within " + slowest / 1_000_000 + " ms; "
                        + BACK_WITHIN.toMillis() + " are allowed");
        figures.put("killsOfManagers", options.kills());
        figures.put("succeededWhileKilledPercent", share * 100);
        figures.put("slowestReturnMillis", slowest / 1_000_000);
    }

    private List<Attempt> warmUp(Site site) {
        try (Callers callers = new Callers(site, CALLERS, PER_SECOND, -options.seed(), numbers)) {
            clock.await(callers, PER_SECOND * 3);
            return callers.stop();
        }
    }

    private static boolean reachAll(Site site, int managers) throws java.io.IOException, InterruptedException {
        for (Member instance : site.instances()) {
            if (!instance.ask("/managers").equals(Integer.toString(managers))) {
                return false;
            }
        }
        return true;
    }

    private void play(Site site, String scenario, int wanted, List<Attempt> before) throws Exception {
        List<Attempt> attempts = new ArrayList<>(before);
        try (Callers callers = new Callers(site, CALLERS, PER_SECOND * 2, options.seed(), numbers)) {
            clock.await(callers, wanted);
            attempts.addAll(callers.stop());
        }
        audit(site, scenario, attempts);
        long fell = attempts.stream().filter(Attempt::fell).count();
        attempts.stream().filter(Attempt::fell).limit(10).forEach(one -> clock.say("  did not succeed: " + one));
        check(fell == 0, scenario + ": " + fell + " transfers did not succeed although nothing was struck");
    }

    private void audit(Site site, String scenario, List<Attempt> attempts) throws Exception {
        clock.say("Comparing the books of " + attempts.size() + " transfers");
        Verdict verdict = Checker.check(new Audit(site).history(attempts));
        Tally tally = Tally.of(scenario, attempts, verdict);
        tallies.add(tally);
        clock.say(tally.toString());
        verdict.findings().stream().limit(20).forEach(finding -> clock.say("  " + finding));
        Attempts.write(site.settings().logs(), attempts);
        check(verdict.isGood(), scenario + ": " + verdict.findings().size() + " findings of the checker");
    }

    private void check(boolean good, String what) {
        checks++;
        clock.say((good ? "passed: " : "FAILED: ") + what);
        if (!good) {
            findings.add(what);
        }
    }
}
