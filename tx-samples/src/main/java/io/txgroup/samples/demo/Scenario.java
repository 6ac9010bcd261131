package io.txgroup.samples.demo;

import static io.txgroup.samples.demo.Attempt.Wanted.AS_TOLD;
import static io.txgroup.samples.demo.Attempt.Wanted.COMMIT;
import static io.txgroup.samples.demo.Attempt.Wanted.REFUSED;
import static io.txgroup.samples.demo.Attempt.Wanted.ROLLBACK;

import io.txgroup.samples.demo.Attempt.Wanted;
import io.txgroup.samples.demo.Shop.Told;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Something that happens to transfers: order calls storage by Feign and account by RestClient, account calls ledger. */
record Scenario(String name, Script script) {
    /** Does it, and says what should have become of each order. */
    interface Script {
        List<Attempt> run(Stage stage) throws IOException, SQLException, InterruptedException;
    }

    private static final int CONCURRENT = 500;
    private static final int PAUSED = 4;

    /** What strikes the concurrent orders; none most of the time. */
    private static final List<String> FAULTS = List.of(
            "order=throw",
            "storage=throw",
            "account=throw",
            "ledger=throw",
            "account=throw,order=swallow",
            "ledger=throw,account=swallow",
            "storage=lose-reply",
            "account=lose-reply",
            "ledger=lose-reply",
            "storage=sleep-300",
            "ledger=sleep-300");

    static List<Scenario> all() {
        return Stream.of(
                        one("commit", COMMIT, ""),
                        one("starter throws", ROLLBACK, "order=throw"),
                        one("participant throws (storage, Feign)", ROLLBACK, "storage=throw"),
                        one("participant throws (account, RestClient)", ROLLBACK, "account=throw"),
                        one("participant throws, the caller swallows it", ROLLBACK, "account=throw,order=swallow"),
                        one("second level throws", ROLLBACK, "ledger=throw"),
                        one("second level throws, its caller swallows it", ROLLBACK, "ledger=throw,account=swallow"),
                        new Scenario("order number is taken", Scenario::orderNumberTaken),
                        new Scenario("balance would go below zero", Scenario::balanceTooLow),
                        new Scenario("stock would go below zero", Scenario::stockTooLow),
                        one("reply lost after the work (storage, Feign)", ROLLBACK, "storage=lose-reply"),
                        one("reply lost after the work (account, RestClient)", ROLLBACK, "account=lose-reply"),
                        one("reply lost after the work (second level)", ROLLBACK, "ledger=lose-reply"),
                        one("participant too late", ROLLBACK, "storage=sleep-7000"),
                        new Scenario(
                                "group timeout", stage -> List.of(stage.placeInAHurry(ROLLBACK, "account=sleep-4000"))),
                        managerKilled(RunningDemo.MANAGERS.get(0)),
                        managerKilled(RunningDemo.MANAGERS.get(1)),
                        new Scenario("storage killed between decision and commit", stage -> List.of(stage.loseWork())),
                        new Scenario(CONCURRENT + " at once, random failures", Scenario::manyAtOnce),
                        one("commit, after all that", COMMIT, ""))
                .toList();
    }

    private static Scenario one(String name, Wanted wanted, String fault) {
        return new Scenario(name, stage -> List.of(stage.place(wanted, fault)));
    }

    private static Scenario managerKilled(String manager) {
        return new Scenario(manager + " killed between join and close", stage -> managerKilled(stage, manager));
    }

    private static List<Attempt> orderNumberTaken(Stage stage) {
        Books.Order order = stage.newOrder();
        return List.of(stage.place(order, COMMIT), stage.place(order, REFUSED));
    }

    private static List<Attempt> balanceTooLow(Stage stage) {
        Books.Order any = stage.newOrder();
        Books.Order poor = new Books.Order(any.orderNumber(), any.item(), 1, "poor", any.seller(), 11);
        return List.of(stage.place(poor, ROLLBACK));
    }

    private static List<Attempt> stockTooLow(Stage stage) {
        Books.Order any = stage.newOrder();
        Books.Order greedy = new Books.Order(any.orderNumber(), "last-one", 2, any.buyer(), any.seller(), 1);
        return List.of(stage.place(greedy, ROLLBACK));
    }

    /** The starter pauses after all its calls; no matter which manager dies meanwhile, the other carries on. */
    private static List<Attempt> managerKilled(Stage stage, String manager) throws IOException, InterruptedException {
        List<CompletableFuture<Attempt>> placing = new ArrayList<>();
        for (int i = 0; i < PAUSED; i++) {
            placing.add(stage.placing(stage.newOrder(), COMMIT, "order=pause"));
        }
        stage.awaitPaused(PAUSED);
        TimeUnit.MILLISECONDS.sleep(200);
        stage.demo().killManager(manager);
        stage.endPause();
        List<Attempt> attempts = placing.stream().map(CompletableFuture::join).toList();
        stage.restartManager(manager);
        return attempts;
    }

    private static List<Attempt> manyAtOnce(Stage stage) {
        List<CompletableFuture<Attempt>> placing = new ArrayList<>();
        for (int i = 0; i < CONCURRENT; i++) {
            boolean struck = stage.random().nextInt(100) < 40;
            String fault = struck ? FAULTS.get(stage.random().nextInt(FAULTS.size())) : "";
            placing.add(stage.placing(stage.newOrder(), AS_TOLD, fault));
        }
        List<Attempt> attempts = placing.stream().map(CompletableFuture::join).toList();
        requireAtLeast(CONCURRENT / 5, Told.PLACED, attempts);
        requireAtLeast(CONCURRENT / 10, Told.FAILED, attempts);
        return attempts;
    }

    /** A crowd of which hardly anybody got through shows nothing. */
    private static void requireAtLeast(int floor, Told told, List<Attempt> attempts) {
        long count = attempts.stream()
                .filter(attempt -> attempt.reply().told() == told)
                .count();
        if (count < floor) {
            throw new DemoException("of " + attempts.size() + " orders only " + count + " were " + told);
        }
    }
}
