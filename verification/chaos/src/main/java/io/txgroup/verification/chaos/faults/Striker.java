package io.txgroup.verification.chaos.faults;

import static java.util.Objects.requireNonNull;

import io.txgroup.verification.chaos.links.Fault;
import io.txgroup.verification.chaos.links.Link;
import io.txgroup.verification.chaos.links.Links;
import io.txgroup.verification.chaos.site.Member;
import io.txgroup.verification.chaos.site.Patience;
import io.txgroup.verification.chaos.site.Site;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Carries out strikes on a site, each in a thread of its own, and mends what it broke. */
public final class Striker {
    private static final int SESSIONS = 6;
    private static final Duration MENDED_WITHIN = Duration.ofMinutes(2);

    private final Site site;
    private final ToIntFunction<List<String>> openOver;
    private final Consumer<String> say;
    private final List<Struck> struck = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<RuntimeException> broken = new ArrayList<>();

    /**
     * Of that site.
     *
     * @param openOver how many transfers are under way that go over all of these processes
     * @param say hears of every strike
     */
    public Striker(Site site, ToIntFunction<List<String>> openOver, Consumer<String> say) {
        this.site = site;
        this.openOver = openOver;
        this.say = say;
    }

    /** Who can be struck there. */
    public static Plan plan(Site site) {
        return new Plan(
                names(site.managers()),
                names(site.instances()),
                Site.SERVICES,
                site.links()
                        .pairs(pair -> !pair.from().equals(Site.REPLICA)
                                && (site.settings().coordinated() || isOfServicesAlone(pair))),
                !site.settings().behindNginx().isEmpty());
    }

    private static boolean isOfServicesAlone(Links.Pair pair) {
        return !pair.to().startsWith("manager") && !pair.from().startsWith("manager");
    }

    private static List<String> names(List<Member> members) {
        return members.stream().map(Member::name).toList();
    }

    /** Begins; returns at once. */
    public void begin(List<Strike> strikes) {
        long began = System.nanoTime();
        for (Strike strike : strikes) {
            Thread thread = new Thread(
                    () -> {
                        Patience.rest(Math.max(0, strike.at().toMillis() - (System.nanoTime() - began) / 1_000_000));
                        carryOut(strike);
                    },
                    strike.toString());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Waits until everything is mended; what was struck, in the order of the mending. */
    public List<Struck> end() throws InterruptedException {
        long end = System.nanoTime() + MENDED_WITHIN.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            if (thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " is not mended " + MENDED_WITHIN.toSeconds()
                        + " s after the last transfer");
            }
        }
        synchronized (this) {
            if (!broken.isEmpty()) {
                throw new IllegalStateException("A strike could not be carried out or mended", broken.get(0));
            }
            return List.copyOf(struck);
        }
    }

    private void carryOut(Strike strike) {
        int hit = openOver.applyAsInt(processes(strike));
        long began = System.nanoTime();
        say.accept(strike + " for " + strike.lasts().toMillis() + " ms, " + hit + " transfers under way there");
        try {
            switch (strike.kind().target()) {
                case MANAGER, SERVICE -> strikeProcess(strike);
                case DATABASE -> hit = killSessions(strike.victims().get(0));
                case LINK -> strikeLink(strike);
                case REDIS -> strikeRedis(strike);
                case NGINX -> restartNginx(strike);
            }
            synchronized (this) {
                struck.add(new Struck(strike, began, System.nanoTime(), hit));
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                broken.add(new IllegalStateException(strike + ": " + e.getMessage(), e));
            }
        }
    }

    /** The instances of services that a transfer must go over to be struck; empty if any transfer is. */
    public List<String> processes(Strike strike) {
        List<String> instances = names(site.instances());
        return strike.victims().stream().filter(instances::contains).toList();
    }

    private void strikeProcess(Strike strike) {
        Member member = member(strike.victims().get(0));
        switch (strike.kind()) {
            case KILL_MANAGER, KILL_SERVICE -> killAndStart(member, strike.lasts());
            case PAUSE_MANAGER, PAUSE_SERVICE -> {
                member.pause();
                Patience.rest(strike.lasts().toMillis());
                member.resume();
            }
            default -> {
                List<Link> links = linksOf(member.name());
                links.forEach(link -> link.suffer(Fault.CUT));
                Patience.rest(strike.lasts().toMillis());
                links.forEach(Link::heal);
            }
        }
    }

    /** On a slow machine the one before it may not be there again: then this one waits. */
    private static void killAndStart(Member member, Duration away) {
        synchronized (member) {
            member.kill();
            Patience.rest(away.toMillis());
            member.start();
        }
    }

    private List<Link> linksOf(String name) {
        return site.links().pairs(pair -> pair.from().equals(name) || pair.to().equals(name)).stream()
                .map(pair -> site.links().between(pair.from(), pair.to()))
                .toList();
    }

    private Member member(String name) {
        return Stream.concat(site.managers().stream(), site.instances().stream())
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int killSessions(String service) {
        try {
            int hit = requireNonNull(site.databases().get(service)).killSessions(SESSIONS);
            say.accept("killed sessions of " + service + ", " + hit + " of them in a transaction");
            return hit;
        } catch (SQLException e) {
            throw new IllegalStateException("Sessions of " + service + " can't be killed", e);
        }
    }

    private void strikeLink(Strike strike) {
        Link link =
                site.links().between(strike.victims().get(0), strike.victims().get(1));
        boolean odd = strike.lasts().toMillis() % 2 == 1;
        Fault fault =
                switch (strike.kind()) {
                    case CUT_LINK -> Fault.CUT;
                    case STALL_LINK -> Fault.STALLED;
                    case HALF_OPEN_LINK -> odd ? Fault.STALLED_THERE : Fault.STALLED_BACK;
                    case SLOW_LINK -> Fault.SLOW;
                    default -> Fault.NONE;
                };
        if (fault == Fault.NONE) {
            link.reset();
            return;
        }
        link.suffer(fault);
        Patience.rest(strike.lasts().toMillis());
        if (odd) {
            // what was held back is lost, as when a firewall forgets its connections
            link.reset();
        }
        link.heal();
    }

    private void restartNginx(Strike strike) {
        site.stopNginx();
        Patience.rest(strike.lasts().toMillis());
        site.startNginx();
    }

    private void strikeRedis(Strike strike) {
        switch (strike.kind()) {
            case PAUSE_REDIS -> {
                site.redis().pause();
                Patience.rest(strike.lasts().toMillis());
                site.redis().resume();
            }
            case RESTART_REDIS -> {
                site.redis().kill();
                Patience.rest(strike.lasts().toMillis());
                site.redis().restart();
            }
            case PROMOTE_REPLICA -> {
                site.redis().cutReplica();
                Patience.rest(strike.lasts().toMillis());
                site.redis().promoteReplica();
            }
            default -> {
                site.redis().cutReplica();
                Patience.rest(strike.lasts().toMillis());
                site.redis().healReplica();
            }
        }
    }
}
