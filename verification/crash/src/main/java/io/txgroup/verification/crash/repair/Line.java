package io.txgroup.verification.crash.repair;

import io.txgroup.verification.crash.Instance;
import io.txgroup.verification.crash.service.Point;
import io.txgroup.verification.crash.service.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Purchases at one seller, one after the other. Used by one thread. */
final class Line {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Installation site;
    private final Market market;
    private final String seller;
    private final Random random;

    Line(Installation site, Market market, String seller, Random random) {
        this.site = site;
        this.market = market;
        this.seller = seller;
        this.random = random;
    }

    String seller() {
        return seller;
    }

    /** So many purchases; of so many of them, evenly spread, the seller is killed between decision and local commit. */
    void run(int transactions, int kills) throws Exception {
        List<Purchase> killed = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            if ((long) (i + 1) * kills / transactions > (long) i * kills / transactions) {
                Instance victim = anySeller();
                awaitReady();
                victim.arm(Point.BEFORE_COMMIT, Target.PROCESS);
                killed.add(buy(Trial.KILLED, anyFront(), victim));
                awaitKilled(victim);
                victim.restart();
            } else {
                Instance living = anySeller();
                if (!living.isServing()) {
                    living = other(living);
                }
                Purchase purchase = buy(Trial.PLAIN, anyFront(), living);
                purchase.status().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
        for (Purchase purchase : killed) {
            awaitEnd(purchase);
        }
    }

    /** Waits until the callback is told that it is over. */
    void awaitEnd(Purchase purchase) throws Exception {
        Until.await("the end of " + purchase, PATIENCE, () -> site.receiver()
                .event("ended", site.group(purchase))
                .isPresent());
    }

    /** Waits until both instances of the seller, and of who starts, can take part. */
    void awaitReady() throws Exception {
        for (Instance one : site.instances(seller)) {
            one.awaitReady();
        }
        for (Instance one : site.instances(Installation.FRONT)) {
            one.awaitReady();
        }
    }

    Purchase buy(Trial trial, Instance front, Instance from) {
        return market.buy(trial, seller, front, from);
    }

    /** At an instance that has a third service take part. */
    Purchase buyThrough(Trial trial, Instance front, Instance from, Instance third) {
        return market.buyThrough(trial, seller, front, from, third);
    }

    /** An instance of the service where the other line sells. */
    Instance third() throws Exception {
        List<Instance> others = Installation.SELLERS.stream()
                .filter(service -> !service.equals(seller))
                .flatMap(service -> site.instances(service).stream())
                .toList();
        return any(others).awaitReady();
    }

    /** Whoever is armed as a process ends there. */
    void awaitKilled(Instance victim) throws Exception {
        Until.await(victim.name() + " to be killed where it was armed", PATIENCE, () -> !victim.isAlive());
    }

    Instance anySeller() {
        return any(site.instances(seller));
    }

    Instance anyFront() {
        return any(site.instances(Installation.FRONT));
    }

    private Instance any(List<Instance> instances) {
        return instances.get(random.nextInt(instances.size()));
    }

    /** The other instance of its service. */
    Instance other(Instance one) {
        List<Instance> all =
                site.instances(seller).contains(one) ? site.instances(seller) : site.instances(Installation.FRONT);
        return all.get(1 - all.indexOf(one));
    }
}
