package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.load.Attempt;
import io.txgroup.verification.chaos.load.Callers;
import io.txgroup.verification.chaos.load.Load;
import io.txgroup.verification.chaos.site.Member;
import io.txgroup.verification.chaos.site.Patience;
import io.txgroup.verification.chaos.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All services reach the managers through one nginx with the product's configuration, which is restarted, and has a manager
 * taken out that is killed and comes back, while transfers go on.
 */
final class ThroughNginx {
    private static final Load LOAD = new Load(8, 40, 0);

    /** How long an operator lets a reload, or what came back, be. */
    private static final long LOOK_MILLIS = 2_000;

    private final Options options;
    private final Clock clock;
    private final Report report;
    private final AtomicLong numbers;
    private final List<Long> back = new ArrayList<>();

    ThroughNginx(Options options, Clock clock, Report report, AtomicLong numbers) {
        this.options = options;
        this.clock = clock;
        this.report = report;
        this.numbers = numbers;
    }

    void play(Site site) throws Exception {
        List<Integer> restarts = new ArrayList<>();
        List<Integer> kills = new ArrayList<>();
        List<Attempt> attempts;
        try (Callers callers = new Callers(site, LOAD, options.seed(), numbers)) {
            clock.await(callers, LOAD.perSecond() * 3);
            for (int i = 0; i < options.rounds(); i++) {
                restarts.add(callers.done().size());
                restart(site, callers);
                kills.add(callers.done().size());
                kill(site, site.managers().get(i % site.managers().size()), callers);
            }
            restarts.add(callers.done().size());
            attempts = callers.stop();
        }
        attempts.stream().filter(Attempt::fell).limit(10).forEach(one -> clock.say("  did not succeed: " + one));
        List<Attempt> whileRestarted = new ArrayList<>();
        List<Attempt> whileOut = new ArrayList<>();
        for (int i = 0; i < options.rounds(); i++) {
            whileRestarted.addAll(attempts.subList(restarts.get(i), kills.get(i)));
            whileOut.addAll(attempts.subList(kills.get(i), restarts.get(i + 1)));
        }
        tell("succeededWhileNginxRestartedPercent", "while nginx was restarted", whileRestarted);
        tell("succeededWhileManagerWasOutPercent", "while a manager was taken out, killed and put back", whileOut);
        long slowest = back.stream().mapToLong(Long::longValue).max().orElse(0);
        clock.say("All services were connected again " + slowest + " ms after a restart of nginx at the latest");
        report.put("restartsOfNginx", options.rounds());
        report.put("slowestReturnThroughNginxMillis", slowest);
        report.audit(site, "through nginx, two instances of each service", attempts, attempts);
    }

    private void restart(Site site, Callers callers) {
        int open = callers.openOver(List.of());
        site.stopNginx();
        site.startNginx();
        back.add(site.awaitManagers().toMillis());
        awaitSuccess(callers);
        Patience.rest(LOOK_MILLIS);
        clock.say("nginx was restarted with " + open + " transfers under way; "
                + callers.done().size() + " answers");
    }

    private void kill(Site site, Member manager, Callers callers) {
        site.takeOutOfNginx(Set.of(manager));
        Patience.rest(LOOK_MILLIS);
        int open = callers.openOver(List.of());
        manager.kill();
        site.awaitManagers();
        awaitSuccess(callers);
        manager.start();
        site.takeOutOfNginx(Set.of());
        Patience.rest(LOOK_MILLIS);
        awaitSuccess(callers);
        clock.say(manager + " was taken out, killed with " + open + " transfers under way and put back; "
                + callers.done().size() + " answers");
    }

    /** Transfers succeed that began after now; a run breaks off in which they never do. */
    private static void awaitSuccess(Callers callers) {
        long now = System.nanoTime();
        Patience.await(
                "transfers that succeed again",
                () -> callers.done().stream()
                                .filter(one -> one.began() > now && one.succeeded())
                                .count()
                        >= LOAD.perSecond());
    }

    private void tell(String figure, String when, List<Attempt> attempts) {
        long fair = attempts.stream().filter(one -> !one.transfer().refused()).count();
        long fell = attempts.stream().filter(Attempt::fell).count();
        double share = 100 * (1 - (double) fell / Math.max(1, fair));
        clock.say(String.format(Locale.ROOT, "%.2f %% of %d transfers succeeded %s", share, fair, when));
        report.put(figure, share);
    }
}
