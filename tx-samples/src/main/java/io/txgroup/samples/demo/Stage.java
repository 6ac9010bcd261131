package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Attempt.Wanted;
import io.txgroup.samples.demo.Databases.Name;
import io.txgroup.samples.demo.Shop.Way;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a scenario can do: place orders with faults, and kill managers and services. */
final class Stage {
    private static final Duration PAUSE_LIMIT = Duration.ofSeconds(15);

    private final RunningDemo demo;
    private final Shop shop;
    private final Pause pause;
    private final Loss loss;
    private final Way way;
    private final Random random;
    private int orders;

    /** {@code way} is how orders are placed where a scenario does not say. */
    Stage(RunningDemo demo, Loss loss, Way way, long seed) throws InterruptedException {
        this.demo = demo;
        this.shop = demo.shop();
        this.pause = demo.pause(Name.ORDER);
        this.loss = loss;
        this.way = way;
        this.random = new Random(seed);
    }

    RunningDemo demo() {
        return demo;
    }

    Random random() {
        return random;
    }

    /** One nobody placed before, of any item, between any two accounts. */
    Books.Order newOrder() {
        return new Books.Order(
                "check-" + ++orders,
                "item-" + (1 + random.nextInt(100)),
                1 + random.nextInt(3),
                "customer-" + (1 + random.nextInt(200)),
                "merchant-" + (1 + random.nextInt(100)),
                1 + random.nextInt(500));
    }

    Attempt place(Wanted wanted, String fault) {
        return placing(newOrder(), wanted, fault).join();
    }

    Attempt place(Books.Order order, Wanted wanted) {
        return placing(order, wanted, "").join();
    }

    CompletableFuture<Attempt> placing(Books.Order order, Wanted wanted, String fault) {
        return shop.place(way, order, fault).thenApply(reply -> new Attempt(order.orderNumber(), fault, wanted, reply));
    }

    /** By the method that gives up after two seconds. */
    Attempt placeInAHurry(Wanted wanted, String fault) {
        Books.Order order = newOrder();
        Way hurried = way == Way.UNCOORDINATED ? way : Way.HURRIED;
        return shop.place(hurried, order, fault)
                .thenApply(reply -> new Attempt(order.orderNumber(), fault, wanted, reply))
                .join();
    }

    /** One whose storage is killed before its commit, until that is repaired. */
    Attempt loseWork() throws IOException, SQLException, InterruptedException {
        return loss.happen(way);
    }

    /** Lets a manager that was killed come back, so that what follows has two again. */
    void restartManager(String manager) throws IOException, InterruptedException {
        demo.startManager(manager);
        demo.awaitManager(manager);
    }

    /** Waits until as many orders pause in the order service. */
    void awaitPaused(int orders) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PAUSE_LIMIT.toNanos();
        while (pause.waiting() < orders) {
            if (System.nanoTime() > deadline) {
                throw new DemoException("Only " + pause.waiting() + " of " + orders + " orders came to the pause");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    void endPause() throws IOException, InterruptedException {
        pause.end();
    }
}
