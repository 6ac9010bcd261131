package io.txgroup.verification.crash.repair;

import static java.util.Objects.requireNonNull;

import io.txgroup.verification.crash.repair.Trial.End;
import io.txgroup.verification.crash.repair.Trial.Side;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what was asked for with all books and all events. Of one moment, in which nothing may be going on any more. */
final class Audit {
    private final Receiver receiver;
    private final List<Purchase> purchases;
    private final Map<String, Book> books = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private final Map<Long, String> groups = new HashMap<>();

    /** What one database says. */
    private record Book(
            List<Ledger.Order> orders,
            Map<Long, List<Ledger.Movement>> movements,
            Map<Integer, Long> balances,
            List<Long> notes,
            Set<String> forbidden,
            Set<String> discarded) {
        static Book of(Ledger ledger) throws SQLException {
            return new Book(
                    ledger.orders(),
                    ledger.movements().stream().collect(Collectors.groupingBy(Ledger.Movement::request)),
                    ledger.balances(),
                    ledger.notes(),
                    ledger.marked('T'),
                    ledger.marked('D'));
        }

        List<Ledger.Movement> movements(long request) {
            return movements.getOrDefault(request, List.of());
        }
    }

    private Audit(Installation site, List<Purchase> purchases) throws SQLException {
        this.receiver = site.receiver();
        this.purchases = purchases;
        books.put(Installation.FRONT, Book.of(site.ledger(Installation.FRONT)));
        for (String seller : Installation.SELLERS) {
            books.put(seller, Book.of(site.ledger(seller)));
        }
    }

    /** All that is wrong now. */
    static List<String> findings(Installation site, List<Purchase> purchases) throws SQLException {
        Audit audit = new Audit(site, purchases);
        purchases.forEach(audit::check);
        audit.checkNothingForeign();
        audit.checkMoney();
        audit.checkTombstones();
        audit.checkEvents();
        audit.findings.addAll(audit.receiver.findings());
        return audit.findings;
    }

    private Book book(String service) {
        return requireNonNull(books.get(service));
    }

    private void check(Purchase purchase) {
        Book front = book(Installation.FRONT);
        Book seller = book(purchase.seller());
        List<Ledger.Movement> paid = front.movements(purchase.request());
        List<Ledger.Movement> earned = seller.movements(purchase.request());
        List<Ledger.Order> orders = seller.orders().stream()
                .filter(order -> order.request() == purchase.request())
                .toList();
        Trial trial = purchase.trial();
        boolean isPlainFailure = trial == Trial.PLAIN && purchase.status().getNow(0) != 200;
        if (isPlainFailure && paid.isEmpty() && earned.isEmpty() && orders.isEmpty()) {
            return;
        }
        boolean isMended = trial.end() == End.WHOLE || trial.end() == End.REPAIRED;
        expect(purchase, "payments", paid.size(), isMended || trial.lost() != Side.STARTER ? 1 : 0);
        int sold = isMended || trial.lost() != Side.SELLER ? 1 : 0;
        expect(purchase, "orders", orders.size(), sold);
        expect(purchase, "movements of the seller", earned.size(), sold);
        long notes = books.values().stream()
                .flatMap(book -> book.notes().stream())
                .filter(request -> request == purchase.request())
                .count();
        expect(purchase, "notes of a third service", (int) notes, trial.isChain() ? 1 : 0);
        if (trial == Trial.KILLED && purchase.status().getNow(0) != 200) {
            findings.add(
                    purchase + ": its caller was answered " + purchase.status().getNow(0) + ", not success");
        }
        paid.forEach(one -> amount(purchase, one, -purchase.amount()));
        earned.forEach(one -> amount(purchase, one, purchase.amount()));
        Set<String> names = new TreeSet<>();
        paid.forEach(one -> names.add(one.group()));
        earned.forEach(one -> names.add(one.group()));
        orders.forEach(one -> names.add(one.group()));
        if (names.size() == 1) {
            groups.put(purchase.request(), names.iterator().next());
        } else {
            findings.add(purchase + ": has the groups " + names + " instead of one");
        }
    }

    private void expect(Purchase purchase, String what, int found, int wanted) {
        if (found != wanted) {
            findings.add(purchase + ": " + found + " " + what + ", not " + wanted);
        }
    }

    private void amount(Purchase purchase, Ledger.Movement movement, long wanted) {
        if (movement.amount() != wanted || movement.account() != purchase.account()) {
            findings.add(purchase + ": booked " + movement + ", not " + wanted + " for account " + purchase.account());
        }
    }

    private void checkNothingForeign() {
        Set<Long> asked = purchases.stream().map(Purchase::request).collect(Collectors.toSet());
        for (Map.Entry<String, Book> one : books.entrySet()) {
            Book book = one.getValue();
            Set<Long> booked = new TreeSet<>(book.movements().keySet());
            book.orders().forEach(order -> booked.add(order.request()));
            booked.removeAll(asked);
            if (!booked.isEmpty()) {
                findings.add(one.getKey() + " has booked " + booked + ", which nobody asked for");
            }
            Set<String> numbers =
                    book.orders().stream().map(Ledger.Order::number).collect(Collectors.toSet());
            Set<Long> ids = book.orders().stream().map(Ledger.Order::id).collect(Collectors.toSet());
            if (numbers.size() != book.orders().size()
                    || ids.size() != book.orders().size()) {
                findings.add(one.getKey() + " has " + book.orders().size() + " orders, with " + numbers.size()
                        + " order numbers and " + ids.size() + " ids");
            }
        }
    }

    /** Balances are what was booked; and what was paid was earned, but for what is lost for good or waits for a person. */
    private void checkMoney() {
        long all = 0;
        for (Map.Entry<String, Book> one : books.entrySet()) {
            Map<Integer, Long> expected = new HashMap<>();
            for (int account = 0; account < Ledger.ACCOUNTS; account++) {
                expected.put(account, Ledger.OPENING);
            }
            for (List<Ledger.Movement> movements : one.getValue().movements().values()) {
                for (Ledger.Movement movement : movements) {
                    expected.merge(movement.account(), movement.amount(), Long::sum);
                    all += movement.amount();
                }
            }
            if (!expected.equals(one.getValue().balances())) {
                findings.add(one.getKey() + ": balances are not what was booked");
            }
        }
        long explained = purchases.stream()
                .filter(one -> one.trial().end() == End.PARKED || one.trial().end() == End.RESOLVED)
                .mapToLong(one -> one.trial().lost() == Side.SELLER ? -one.amount() : one.amount())
                .sum();
        if (all != explained) {
            findings.add("all movements are " + all + " in all, not " + explained);
        }
    }

    /** What is repaired has no tombstone; what is parked has one, and what is discarded is marked as that. */
    private void checkTombstones() {
        Map<String, Set<String>> forbidden = new TreeMap<>();
        Map<String, Set<String>> discarded = new TreeMap<>();
        for (Purchase purchase : purchases) {
            String group = groups.getOrDefault(purchase.request(), "");
            Trial trial = purchase.trial();
            String place = trial.lost() == Side.STARTER ? Installation.FRONT : purchase.seller();
            if (trial.end() == End.PARKED) {
                forbidden.computeIfAbsent(place, any -> new TreeSet<>()).add(group);
            } else if (trial.end() == End.RESOLVED) {
                discarded.computeIfAbsent(place, any -> new TreeSet<>()).add(group);
            }
        }
        for (Map.Entry<String, Book> one : books.entrySet()) {
            compare(one.getKey() + ": tombstones", one.getValue().forbidden(), forbidden.get(one.getKey()));
            compare(one.getKey() + ": discarded", one.getValue().discarded(), discarded.get(one.getKey()));
        }
    }

    private void compare(String what, Set<String> found, @Nullable Set<String> wanted) {
        Set<String> expected = wanted == null ? Set.of() : wanted;
        if (!found.equals(expected)) {
            findings.add(what + " of " + found + ", not of " + expected);
        }
    }

    private void checkEvents() {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (Event event : receiver.events()) {
            ids.computeIfAbsent(event.group() + " " + event.kind(), any -> new TreeSet<>())
                    .add(event.id());
        }
        ids.forEach((event, all) -> {
            if (all.size() > 1) {
                findings.add("callback: one event has the ids " + all + " (" + event + ")");
            }
        });
        Set<String> told = new HashSet<>();
        for (Purchase purchase : purchases) {
            String group = groups.getOrDefault(purchase.request(), "");
            Optional<Event> created = receiver.event("created", group);
            Optional<Event> ended = receiver.event("ended", group);
            told.add(group);
            boolean isLost = purchase.trial().lost() != Side.NONE;
            if (created.isPresent() != isLost) {
                findings.add(purchase + ": the callback was " + (isLost ? "not told" : "told") + " of a loss");
            }
            String end = ended.map(Event::state).orElse("");
            if (!end.equals(purchase.trial().toldAtEnd())) {
                findings.add(purchase + ": the end told is '" + end + "', not '"
                        + purchase.trial().toldAtEnd() + "'");
            }
        }
        receiver.events().stream()
                .filter(event -> !told.contains(event.group()))
                .forEach(event -> findings.add("callback: " + event + " is of no purchase"));
    }
}
