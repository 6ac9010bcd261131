package io.txgroup.verification.crash.stock;

import io.txgroup.verification.crash.Figures;
import io.txgroup.verification.crash.Instance;
import io.txgroup.verification.crash.service.Point;
import io.txgroup.verification.crash.service.Target;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Orders in MariaDB, their stock in Redis, one group each. First the stock's process is killed at each point between its join and
 * its end. Then orders come from many callers while processes are killed at random, and while the stock's Redis is lost and
 * its replica takes over, whose link was cut before. In the end the books must agree.
 */
final class StockCrash {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(40);
    private static final Duration DEATH = Duration.ofSeconds(10);
    private static final List<Point> POINTS = List.of(Point.values());
    private static final int TRIES = 3;
    private static final int CALLERS = 8;
    private static final int EVERY_NTH_FAILS = 17;
    private static final int WARM_UP = 1_000_001;
    private static final Path RESULT = Path.of("verification", "crash", "target", "redis-crash.json");

    private final StockSite site;
    private final StockOptions options;
    private final Random random;
    private final Set<Long> told = new ConcurrentSkipListSet<>();
    private final AtomicLong next = new AtomicLong(1);
    private final Map<Point, Integer> struck = new TreeMap<>();
    private final long began;
    private int kills;
    private int failovers;
    private int aimed;
    private int carriedOver;

    private StockCrash(StockSite site, StockOptions options, long began) {
        this.site = site;
        this.options = options;
        this.random = new Random(options.seed());
        this.began = began;
    }

    public static void main(String[] arguments) throws Exception {
        StockOptions options;
        try {
            options = StockOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + StockOptions.USAGE);
            System.exit(2);
            return;
        }
        long began = System.nanoTime();
        System.out.println("Starting three Redis, MariaDB, two managers, three services");
        boolean good;
        try (StockSite site = new StockSite()) {
            good = new StockCrash(site, options, began).run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws Exception {
        for (Instance keeper : site.keepers()) {
            place(keeper, WARM_UP + site.keepers().indexOf(keeper));
        }
        say("Striking " + options.strikes() + " times");
        for (int i = 0; i < options.strikes(); i++) {
            strike(POINTS.get(i % POINTS.size()), site.keepers().get(i % 2));
        }
        say(struck + "; " + options.transactions() + " orders by " + CALLERS + " callers, with kills and "
                + options.failovers() + " failovers");
        load();
        List<String> wrong = settled();
        wrong.addAll(unreached());
        wrong.forEach(System.out::println);
        int orders = site.books().orders().size();
        say(options.strikes() + " strikes, then " + kills + " kills and " + failovers
                + " failovers under load, which carried "
                + carriedOver + " stored queues over; " + orders + " orders, " + told.size()
                + " told of success; stock and orders " + (wrong.isEmpty() ? "agree" : "DO NOT AGREE"));
        new Figures(options.seed())
                .put("strikes", struck)
                .put("kills", kills)
                .put("failovers", failovers)
                .put("storedQueuesCarriedOver", carriedOver)
                .put("ordersBegun", next.get())
                .put("orders", orders)
                .put("toldOfSuccess", told.size())
                .put("findings", wrong)
                .write(RESULT);
        System.out.println((orders + options.strikes() + failovers) + " passed, " + wrong.size() + " failed");
        return wrong.isEmpty();
    }

    private List<String> unreached() {
        List<String> missing = new ArrayList<>();
        int reached = struck.values().stream().mapToInt(Integer::intValue).sum();
        if (reached < options.strikes()) {
            missing.add("only " + reached + " of " + options.strikes() + " strikes were reached");
        }
        if (aimed < options.failovers()) {
            missing.add("only " + aimed + " of " + options.failovers() + " failovers met a stored queue");
        }
        if (told.size() < options.transactions() / 2) {
            missing.add("only " + told.size() + " of " + options.transactions()
                    + " orders were told of success: too little to show anything");
        }
        return missing;
    }

    /** The other instance is there, and finishes what the one that dies has stored. */
    private void strike(Point point, Instance keeper) throws Exception {
        arm(keeper, point);
        for (int tried = 0; tried < TRIES && !hasDied(keeper); tried++) {
            place(keeper, number());
        }
        if (hasDied(keeper)) {
            struck.merge(point, 1, Integer::sum);
        }
    }

    /** Whether it is gone, or is about to be: a strike is disarmed a moment before. */
    private static boolean hasDied(Instance keeper) throws InterruptedException {
        long end = System.nanoTime() + DEATH.toNanos();
        while (keeper.isAlive() && System.nanoTime() < end) {
            try {
                if (keeper.isArmed()) {
                    return false;
                }
            } catch (IOException gone) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        return !keeper.isAlive();
    }

    /** All are there then. */
    private void arm(Instance victim, Point point) throws Exception {
        for (int tried = 1; ; tried++) {
            reviveAll();
            try {
                victim.arm(point, Target.PROCESS);
                return;
            } catch (IOException died) {
                // of a strike that was armed before, and came late
                if (tried == TRIES) {
                    throw died;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private void reviveAll() throws Exception {
        for (Instance keeper : site.keepers()) {
            if (!keeper.isAlive()) {
                kills++;
                keeper.restart();
            }
            keeper.awaitReady();
        }
    }

    /** One that does not fail by itself. */
    private long number() {
        long number = next.getAndIncrement();
        return number % EVERY_NTH_FAILS == 0 ? next.getAndIncrement() : number;
    }

    private void place(Instance keeper, long number) throws InterruptedException {
        try {
            HttpResponse<String> answer = site.starter()
                    .ask("/orders?number=" + number + "&participant=" + keeper.address(), ANSWER)
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() == 200) {
                told.add(number);
            }
        } catch (ExecutionException | TimeoutException e) {
            // whether it was placed, the books tell
        }
    }

    private void load() throws Exception {
        reviveAll();
        kills = 0;
        long first = next.get();
        long last = first + options.transactions();
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int own = i;
            Thread caller = new Thread(() -> call(own, enough), "caller-" + i);
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
        while (next.get() < last || failovers < options.failovers()) {
            TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(1_000));
            Instance victim = site.keepers().get(random.nextInt(2));
            long failOverAt = first + options.transactions() * (failovers + 1L) / (options.failovers() + 1);
            if (failovers < options.failovers() && next.get() >= failOverAt) {
                failOver(victim);
            } else {
                kill(victim);
            }
        }
        enough.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void kill(Instance victim) throws Exception {
        arm(victim, POINTS.get(random.nextInt(POINTS.size())));
        TimeUnit.MILLISECONDS.sleep(500);
        if (!victim.isAlive()) {
            reviveAll();
            say(next.get() + " orders begun, " + kills + " kills, " + failovers + " failovers");
        }
    }

    /**
     * A process that is told COMMIT dies before it has applied anything, and its Redis is lost with it, a moment after the replica's
     * link was cut: what was promised has to be done by the other process, in the Redis that takes over.
     */
    private void failOver(Instance victim) throws Exception {
        arm(victim, Point.BEFORE_COMMIT);
        long end = System.nanoTime() + DEATH.toNanos();
        while (victim.isAlive() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        site.redis().stallReplica();
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1_000));
        int met = site.redis().failOver();
        carriedOver += met;
        aimed += met > 0 ? 1 : 0;
        failovers++;
        reviveAll();
        say(next.get() + " orders begun, failover " + failovers + "; " + carriedOver
                + " stored queues carried over in all");
    }

    private void call(int own, AtomicBoolean enough) {
        List<Instance> keepers = site.keepers();
        try {
            while (!enough.get()) {
                long number = next.getAndIncrement();
                Instance first = keepers.get((int) (number + own) % keepers.size());
                Instance keeper = first.isServing() ? first : keepers.get((int) (number + own + 1) % keepers.size());
                place(keeper, number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> settled() throws Exception {
        reviveAll();
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> wrong = site.books().wrong(told);
        while (!wrong.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500);
            wrong = site.books().wrong(told);
        }
        return wrong;
    }

    private void say(String what) {
        System.out.printf("[%5.1f s] %s%n", (System.nanoTime() - began) / 1e9, what);
    }
}
