package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.load.Attempt;
import io.txgroup.verification.chaos.load.Callers;
import io.txgroup.verification.chaos.load.Errand;
import io.txgroup.verification.chaos.load.Load;
import io.txgroup.verification.chaos.site.Member;
import io.txgroup.verification.chaos.site.Patience;
import io.txgroup.verification.chaos.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Managers and then instances of services are restarted one after the other, as for an upgrade, while transfers go on. Callers
 * do what the operating manual allows: they ask again, of other instances, where they know that nothing happened.
 */
final class RollingRestart {
    private static final Load LOAD = new Load(16, 70, 3);
    private static final int WANTED_PER_SECOND = 50;
    private static final Duration BALANCER_NEEDS = Duration.ofMillis(250);

    /** How long who is back is watched before the next one is restarted, as the minReadySeconds of Kubernetes do. */
    private static final Duration WATCHED = Duration.ofSeconds(3);

    private final Options options;
    private final Clock clock;
    private final Report report;
    private final AtomicLong numbers;

    RollingRestart(Options options, Clock clock, Report report, AtomicLong numbers) {
        this.options = options;
        this.clock = clock;
        this.report = report;
        this.numbers = numbers;
    }

    /**
     * Restarts all managers, and one instance of each service, or every one in a long run.
     *
     * @param before what was asked for at this site before
     */
    void play(Site site, List<Attempt> before) throws Exception {
        String level = site.settings().level();
        List<Attempt> attempts;
        List<Phase> phases = new ArrayList<>();
        try (Callers callers = new Callers(site, LOAD, options.seed(), numbers)) {
            clock.await(callers, LOAD.perSecond() * 3);
            phases.add(phase("managers restarted, " + level, callers, () -> site.managers()
                    .forEach(manager -> restart(site, manager, callers))));
            phases.add(phase("services restarted, " + level, callers, () -> {
                instances(site).forEach(instance -> restart(site, instance, callers));
                // what is under way belongs to it
                callers.stop();
            }));
            attempts = callers.done();
        }
        attempts.stream().filter(Attempt::fell).limit(10).forEach(one -> clock.say("  did not succeed: " + one));
        phases.forEach(phase -> settle(site, phase));
        List<Attempt> all = new ArrayList<>(before);
        all.addAll(attempts);
        report.audit(site, "rolling restart, " + level, attempts, all);
    }

    private List<Member> instances(Site site) {
        return Site.SERVICES.stream()
                .map(site::instances)
                .flatMap(instances -> instances.stream().limit(options.isLong() ? instances.size() : 1))
                .toList();
    }

    private Phase phase(String what, Callers callers, Runnable restarts) {
        int first = callers.errands().size();
        long began = System.nanoTime();
        restarts.run();
        List<Errand> errands = callers.errands();
        return new Phase(what, (System.nanoTime() - began) / 1e9, errands.subList(first, errands.size()));
    }

    /** As an operator does it: out of the balancer, SIGTERM, started again, used by or using all others, back, watched. */
    private void restart(Site site, Member member, Callers callers) {
        callers.takeOut(member.name());
        Patience.rest(BALANCER_NEEDS.toMillis());
        int open = site.managers().contains(member)
                ? callers.openOver(List.of())
                : callers.openOver(List.of(member.name()));
        Duration ended = member.stop();
        long gone = System.nanoTime();
        member.start();
        long there = System.nanoTime();
        Duration used = site.awaitManagers();
        callers.putBack(member.name());
        Patience.rest(WATCHED.toMillis());
        clock.say(member + " was asked to end with " + open + " transfers under way over it, did after "
                + ended.toMillis()
                + " ms, was there " + (there - gone) / 1_000_000 + " ms later, and all were connected after another "
                + used.toMillis() + " ms; " + callers.done().size() + " answers");
    }

    private void settle(Site site, Phase phase) {
        report.put(phase.what(), phase.figures());
        if (site.settings().durable()) {
            report.check(phase.lacking() == 0, phase.toString());
        } else {
            clock.say(phase + "; at held this is stated, and 0 is not demanded");
        }
        if (options.isLong()) {
            // a machine that also builds may give the short run less
            report.check(
                    phase.perSecond() >= WANTED_PER_SECOND,
                    String.format(
                            Locale.ROOT,
                            "%s: %.1f transfers a second; %d are wanted",
                            phase.what(),
                            phase.perSecond(),
                            WANTED_PER_SECOND));
        }
    }
}
