package io.txgroup.verification.crash;

import io.txgroup.verification.crash.service.Target;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Two instances of one participant on one database at one level, struck in turns. */
final class Lane implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Kind kind;
    private final Books orders;
    private final Books books;
    private final Instance starter;
    private final List<Instance> instances;
    private final Random random;
    private final List<Strike> done = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private int lost;
    private long slowestRepair;

    Lane(Kind kind, Books orders, Books books, Instance starter, List<Instance> instances, Random random) {
        this.kind = kind;
        this.orders = orders;
        this.books = books;
        this.starter = starter;
        this.instances = instances;
        this.random = random;
    }

    /** Strikes that often, every kind of strike in turn, then compares the books. */
    void run(int count) throws Exception {
        List<Strike> kinds = kind.strikes();
        for (int i = 0; i < count; i++) {
            strike(kinds.get(i % kinds.size()), instances.get(random.nextInt(instances.size())));
        }
        settle();
    }

    private void strike(Strike wanted, Instance instance) throws Exception {
        for (Instance one : instances) {
            one.revive(); // the others too: who is struck can't prove or finish anything
        }
        long number = kind.firstNumber() + done.size();
        instance.arm(wanted.point(), wanted.target());
        long began = System.nanoTime();
        int status = place(number, instance);
        boolean struck = wanted.target() == Target.PROCESS ? !instance.answers() : !instance.isArmed();
        if (!struck) {
            findings.add(wanted + " was never reached");
        }
        Strike strike = new Strike(number, wanted.point(), wanted.target(), status);
        done.add(strike);
        if (!kind.isDurable() && status == 200) {
            awaitRepair(number, began);
            lost++;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        System.out.println(kind + ": " + done.size() + ". " + strike + " in " + millis + " ms");
    }

    private int place(long number, Instance instance) throws IOException, InterruptedException {
        try {
            return starter.post("/orders?number=" + number + "&participant=" + instance.address());
        } catch (HttpTimeoutException e) {
            return 0;
        }
    }

    /** What a held unit lost is done again soon. */
    private void awaitRepair(long number, long began) throws SQLException, InterruptedException {
        while (!books.numbers("movement").contains(number)) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                findings.add("movement " + number + " was lost, and is not there after " + PATIENCE.toSeconds() + " s");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        slowestRepair = Math.max(slowestRepair, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private void settle() throws Exception {
        for (Instance instance : instances) {
            instance.revive();
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> wrong = wrong();
        while (!wrong.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500);
            wrong = wrong();
        }
        findings.addAll(wrong);
    }

    private List<String> wrong() throws SQLException {
        List<String> wrong = new ArrayList<>();
        Set<Long> ordered = orders.numbers("orders");
        Set<Long> moved = books.numbers("movement");
        Set<Long> missing = new TreeSet<>();
        for (Strike strike : done) {
            boolean order = ordered.contains(strike.number());
            boolean movement = moved.contains(strike.number());
            if (strike.status() == 200 && !order) {
                wrong.add(strike + ": success was told, and there is no order");
            }
            if (movement && !order) {
                wrong.add(strike + ": a movement without an order");
            }
            if (order && !movement) {
                missing.add(strike.number());
            }
        }
        if (!missing.isEmpty()) {
            wrong.add("orders without a movement: " + missing);
        }
        Set<String> forbidden = books.forbidden();
        if (!forbidden.isEmpty()) {
            wrong.add("lost, and not repaired: " + forbidden);
        }
        int prepared = books.prepared();
        if (prepared > 0) {
            wrong.add(prepared + " branches are still prepared");
        }
        return wrong;
    }

    Kind kind() {
        return kind;
    }

    List<String> findings() {
        return findings;
    }

    int strikes() {
        return done.size();
    }

    /** The managers have said of these groups that work of this lane's service is lost in them. */
    void compare(Set<String> told) {
        if (told.size() != lost) {
            findings.add(lost + " strikes lost work, but the managers said so of " + told.size() + " groups: " + told);
        }
    }

    /** One line of the table. */
    String row() {
        Map<String, Integer> by = new TreeMap<>();
        done.forEach(strike -> by.merge(strike.point() + " " + strike.target(), 1, Integer::sum));
        long placed = done.stream().filter(strike -> strike.status() == 200).count();
        return String.format(
                "%-18s %7d %9d %6d %9s  %s  %s",
                kind,
                done.size(),
                placed,
                lost,
                kind.isDurable() ? "-" : slowestRepair + " ms",
                findings.isEmpty() ? "passed" : "FAILED",
                by);
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
    }
}
