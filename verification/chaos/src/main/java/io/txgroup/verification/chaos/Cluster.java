package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.load.Attempt;
import io.txgroup.verification.chaos.load.Callers;
import io.txgroup.verification.chaos.load.Load;
import io.txgroup.verification.chaos.site.Member;
import io.txgroup.verification.chaos.site.Patience;
import io.txgroup.verification.chaos.site.Settings;
import io.txgroup.verification.chaos.site.Site;
import io.txgroup.verification.servers.NginxServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The program behind {@code bin/test cluster}: several managers and instances, killed and restarted under load. */
public final class Cluster {
    private static final Load LOAD = new Load(6, 30, 0);
    private static final Load TWICE = new Load(6, 60, 0);
    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
    private static final double SUCCEED = 0.99;

    private final Options options;
    private final Clock clock = new Clock();
    private final AtomicLong numbers = new AtomicLong();
    private final Report report = new Report(clock);

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
        try (Site site = start("two", 2, options.level(), Set.of())) {
            new RollingRestart(options, clock, report, numbers).play(site, killManagers(site));
        }
        try (Site site = start("three", 3, options.level(), Set.of())) {
            callInPeace(site);
        }
        if (options.isLong() && options.level().equals("durable")) {
            try (Site site = start("held", 2, "held", Set.of())) {
                new RollingRestart(options, clock, report, numbers).play(site, List.of());
            }
        }
        goThroughNginx();
        return report.close(options, "cluster") ? 0 : 1;
    }

    private void goThroughNginx() throws Exception {
        if (NginxServer.isInstalled()) {
            try (Site site = start("nginx", 2, options.level(), Set.copyOf(Site.SERVICES))) {
                new ThroughNginx(options, clock, report, numbers).play(site);
            }
        } else if ("true".equals(System.getenv("CI"))) {
            report.check(false, NginxServer.MISSING);
        } else {
            clock.say("left out: " + NginxServer.MISSING);
        }
    }

    private Site start(String name, int instances, String level, Set<String> behindNginx) throws Exception {
        clock.say("Starting Redis with a replica, three managers" + (behindNginx.isEmpty() ? ", " : " behind nginx, ")
                + instances + " instances of each of three services at " + level);
        Site site = new Site(new Settings(instances, true, level, behindNginx, options.logs("cluster-" + name)));
        clock.say("All are there");
        return site;
    }

    /** Kills one manager after the other and lets each come back, while transfers go on; what was asked for. */
    private List<Attempt> killManagers(Site site) throws Exception {
        List<Attempt> before = warmUp(site);
        List<Long> backAfter = new ArrayList<>();
        List<Long> hit = new ArrayList<>();
        Callers callers = new Callers(site, LOAD, options.seed(), numbers);
        List<Attempt> attempts;
        try (callers) {
            Patience.rest(1_000);
            for (int i = 0; i < options.kills(); i++) {
                Member manager = site.managers().get(i % site.managers().size());
                hit.add((long) callers.openOver(List.of()));
                manager.kill();
                Patience.rest(AWAY.toMillis());
                manager.start();
                Duration back = site.awaitManagers();
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
        report.audit(site, "managers killed, two instances of each service", all, all);
        long fair = attempts.stream().filter(one -> !one.transfer().refused()).count();
        long fell = attempts.stream().filter(Attempt::fell).count();
        attempts.stream().filter(Attempt::fell).limit(10).forEach(one -> clock.say("  did not succeed: " + one));
        double share = 1 - (double) fell / Math.max(1, fair);
        report.check(
                share >= SUCCEED,
                String.format(
                        Locale.ROOT,
                        "%.2f %% of %d transfers succeeded while managers were killed %d times; 99 %% are wanted",
                        share * 100,
                        fair,
                        options.kills()));
        report.check(
                hit.stream().filter(open -> open > 0).count() * 2 >= options.kills(),
                "kills hit open transfers: " + hit);
        long slowest = backAfter.stream().mapToLong(Long::longValue).max().orElse(0);
        report.check(
                slowest <= BACK_WITHIN.toNanos(),
                "services reached a manager that came back within " + slowest / 1_000_000 + " ms; "
                        + BACK_WITHIN.toMillis() + " are allowed");
        report.put("killsOfManagers", options.kills());
        report.put("succeededWhileKilledPercent", share * 100);
        report.put("slowestReturnMillis", slowest / 1_000_000);
        return all;
    }

    private List<Attempt> warmUp(Site site) {
        try (Callers callers = new Callers(site, LOAD, -options.seed(), numbers)) {
            clock.await(callers, LOAD.perSecond() * 3);
            return callers.stop();
        }
    }

    private void callInPeace(Site site) throws Exception {
        String scenario = "three instances of each service";
        List<Attempt> attempts;
        try (Callers callers = new Callers(site, TWICE, options.seed(), numbers)) {
            clock.await(callers, options.groups());
            attempts = callers.stop();
        }
        report.audit(site, scenario, attempts, attempts);
        long fell = attempts.stream().filter(Attempt::fell).count();
        attempts.stream().filter(Attempt::fell).limit(10).forEach(one -> clock.say("  did not succeed: " + one));
        report.check(fell == 0, scenario + ": " + fell + " transfers did not succeed although nothing was struck");
    }
}
