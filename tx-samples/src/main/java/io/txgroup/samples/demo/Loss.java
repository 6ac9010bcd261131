package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Databases.Name;
import io.txgroup.samples.demo.Shop.Reply;
import io.txgroup.samples.demo.Shop.Way;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An order whose storage service is killed between the group's decision and its own commit, told step by step until its work
 * is done again. Storage is on H2, where nothing can be prepared: its part is only held, and dies with it. One at a time.
 */
final class Loss {
    private static final String FAULT = "storage=pause-before-commit";
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(60);
    private static final Duration LOSS_LIMIT = Duration.ofMinutes(3);
    private static final Duration PERSON_LIMIT = Duration.ofMinutes(30);

    private final RunningDemo demo;
    private final Books beginning;
    private final AtomicInteger orders = new AtomicInteger();

    /** {@code beginning} is what the databases held before anything was placed. */
    Loss(RunningDemo demo, Books beginning) {
        this.demo = demo;
        this.beginning = beginning;
    }

    /** Returns when the books are whole again, as far as {@code way} has them repaired. */
    Attempt happen(Way way) throws IOException, SQLException, InterruptedException {
        int known = demo.callbacks().events().size();
        Books.Order order =
                new Books.Order("lost-" + orders.incrementAndGet(), "item-7", 2, "customer-7", "merchant-7", 70);
        demo.say("order " + order.orderNumber() + ": 2 of item-7, for 70 from customer-7 to merchant-7");
        Reply reply = placeAndKill(order, way);
        demo.say("the caller of order " + order.orderNumber() + " was told: " + reply.told());
        tellBooksWithoutStorage();
        demo.startService(Name.STORAGE);
        demo.say("storage is started again: a process of the service must do it once more");
        if (way != Way.UNCOORDINATED) {
            awaitRepair(known);
        }
        demo.awaitServiceAgain(Name.STORAGE);
        tellBooks(demo.databases().awaitNothingHeld(QUIET_LIMIT));
        return new Attempt(order.orderNumber(), FAULT, Attempt.Wanted.COMMIT, reply);
    }

    private Reply placeAndKill(Books.Order order, Way way) throws IOException, InterruptedException {
        Pause pause = demo.pause(Name.STORAGE);
        CompletableFuture<Reply> placing = demo.shop().place(way, order, FAULT);
        demo.await("storage to be about to commit", LOSS_LIMIT, () -> placing.isDone() || pause.waiting() > 0);
        if (placing.isDone()) {
            throw new DemoException("Order " + order.orderNumber()
                    + " ended before storage came to its commit, so nobody was killed; its caller was told: "
                    + placing.join());
        }
        long pid = demo.killService(Name.STORAGE);
        demo.say((way == Way.UNCOORDINATED ? "" : "the managers have decided COMMIT; ")
                + "storage is about to commit, and its process " + pid + " is killed (kill -9)");
        return placing.join();
    }

    private void awaitRepair(int known) throws IOException, InterruptedException {
        CallbackReceiver callbacks = demo.callbacks();
        demo.await("a manager to tell of the loss", LOSS_LIMIT, () -> callbacks
                .createdAfter(known)
                .isPresent());
        CallbackEvent created = callbacks.createdAfter(known).orElseThrow();
        Operator operator = Operator.logIn(demo.manager(), demo.adminPassword());
        Operator.Standing found = operator.standing(created.group());
        boolean waits = found.state().equals("PARKED");
        demo.say("the managers have a record of it, " + found.state() + (waits ? ": " + found.why() : "") + "; "
                + demo.manager().resolve("/admin/compensations/" + created.group()));
        if (waits) {
            demo.say("decide about it there: the demo waits for you, for " + PERSON_LIMIT.toMinutes() + " min");
        }
        demo.await("the end of group " + created.group(), waits ? PERSON_LIMIT : LOSS_LIMIT, () -> callbacks
                .end(created)
                .isPresent());
        Operator.Standing end = operator.standing(created.group());
        demo.say("the record ends: " + end.state() + ", after " + end.attempts()
                + (end.attempts() == 1 ? " attempt" : " attempts") + " to do it again");
    }

    private void tellBooksWithoutStorage() throws SQLException, InterruptedException {
        Optional<String> open = demo.databases().awaitNoOpenTransaction(QUIET_LIMIT);
        long queues = demo.databases().storedQueues();
        if (queues > 0) {
            demo.say("what storage counts in Redis is stored there, and applied by the next process of it: " + queues
                    + (queues == 1 ? " queue" : " queues"));
        }
        tellBooks(open);
    }

    private void tellBooks(Optional<String> open) throws SQLException {
        open.ifPresent(held -> {
            throw new DemoException(
                    "After " + QUIET_LIMIT.toSeconds() + " s there are still transactions open: " + held);
        });
        Books books = demo.databases().read();
        List<String> findings = books.findings(beginning);
        demo.say(
                findings.isEmpty()
                        ? "the books balance: " + books.inNumbers(beginning)
                        : "the books do NOT balance: " + findings.get(0)
                                + (findings.size() == 1 ? "" : "; and " + (findings.size() - 1) + " more findings"));
    }
}
