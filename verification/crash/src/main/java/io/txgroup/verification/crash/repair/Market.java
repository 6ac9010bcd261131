package io.txgroup.verification.crash.repair;

import io.txgroup.verification.crash.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where purchases are asked for; knows all that ever were. Thread-safe. */
final class Market {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final int HIGHEST = 90;

    private final List<Purchase> all = new ArrayList<>();

    /** Asks for one, and does not wait for its answer. */
    Purchase buy(Trial trial, String service, Instance front, Instance seller) {
        return ask(next(trial, service), front, "/purchases", "&seller=" + seller.address());
    }

    /** The same at a seller that calls a third service. */
    Purchase buyThrough(Trial trial, String service, Instance front, Instance seller, Instance third) {
        return ask(
                next(trial, service),
                front,
                "/chains",
                "&seller=" + seller.address() + "&third=" + third.address() + "&otherwise="
                        + (trial == Trial.CHAIN_DIFFERS));
    }

    private static Purchase ask(Purchase purchase, Instance front, String path, String where) {
        front.ask(
                        path + "?request=" + purchase.request() + "&account=" + purchase.account() + "&amount="
                                + purchase.amount() + where,
                        ANSWER_WITHIN)
                .whenComplete(
                        (answer, failure) -> purchase.status().complete(answer == null ? 0 : answer.statusCode()));
        return purchase;
    }

    private synchronized Purchase next(Trial trial, String service) {
        long request = all.size() + 1L;
        Purchase purchase = new Purchase(
                request,
                trial,
                service,
                (int) (request % Ledger.ACCOUNTS),
                1 + request % HIGHEST,
                System.nanoTime(),
                new CompletableFuture<>());
        all.add(purchase);
        return purchase;
    }

    synchronized List<Purchase> all() {
        return List.copyOf(all);
    }
}
