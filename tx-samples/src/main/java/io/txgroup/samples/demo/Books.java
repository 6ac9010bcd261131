package io.txgroup.samples.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the four databases and Redis hold, at a moment when nothing is running.
 *
 * @param rows what orders have written
 * @param stock what is left of each item
 * @param balances by account
 */
record Books(Rows rows, Stock stock, Map<String, Long> balances) {
    /** Of each item, in the database and by the counters in Redis. */
    record Stock(Map<String, Long> left, Map<String, Long> counted) {}

    record Order(String orderNumber, String item, int quantity, String buyer, String seller, long amount) {}

    record Reservation(String orderNumber, String item, int quantity) {}

    record Movement(long id, String account, long amount) {}

    /** By order number, so that a row too many is seen. */
    static final class Rows {
        private final Map<String, List<Order>> orders = new HashMap<>();
        private final Map<String, List<Reservation>> reservations = new HashMap<>();
        private final Map<String, List<Movement>> movements = new HashMap<>();
        private final Map<String, List<Movement>> entries = new HashMap<>();

        void add(Order order) {
            add(orders, order.orderNumber(), order);
        }

        void add(Reservation reservation) {
            add(reservations, reservation.orderNumber(), reservation);
        }

        void addMovement(String orderNumber, Movement movement) {
            add(movements, orderNumber, movement);
        }

        void addEntry(String orderNumber, Movement entry) {
            add(entries, orderNumber, entry);
        }

        private static <T> void add(Map<String, List<T>> rows, String orderNumber, T row) {
            rows.computeIfAbsent(orderNumber, any -> new ArrayList<>()).add(row);
        }
    }

    boolean contains(String orderNumber) {
        return rows.orders.containsKey(orderNumber);
    }

    int orders() {
        return rows.orders.size();
    }

    /** What is wrong in these books, given those of the beginning: nothing, if each order is there fully, once, or not at all. */
    List<String> findings(Books beginning) {
        List<String> findings = new ArrayList<>();
        TreeSet<String> numbers = new TreeSet<>(rows.orders.keySet());
        numbers.addAll(rows.reservations.keySet());
        numbers.addAll(rows.movements.keySet());
        numbers.addAll(rows.entries.keySet());
        numbers.forEach(number -> checkOrder(number, findings));
        checkSums("stock of", beginning.stock.left, stock.left, taken(), findings);
        checkSums("counter in Redis of", beginning.stock.counted, stock.counted, taken(), findings);
        checkSums("balance of", beginning.balances, balances, moved(), findings);
        long before = total(beginning.balances);
        long now = total(balances);
        if (before != now) {
            findings.add("money in all accounts: " + before + " before, " + now + " now");
        }
        return findings;
    }

    /** What was counted, for a person who reads that nothing is wrong. */
    String inNumbers(Books beginning) {
        return orders() + " orders, " + count(rows.reservations) + " reservations, " + count(rows.movements)
                + " movements, " + count(rows.entries) + " ledger entries; in stock " + total(stock.left) + " of "
                + total(beginning.stock.left) + ", " + total(stock.counted) + " by the counters in Redis, and "
                + -taken().values().stream().mapToLong(Long::longValue).sum() + " are reserved; on all accounts "
                + total(balances) + ", as in the beginning";
    }

    private static <T> long count(Map<String, List<T>> rows) {
        return rows.values().stream().mapToLong(List::size).sum();
    }

    private void checkOrder(String number, List<String> findings) {
        List<Order> order = rows.orders.getOrDefault(number, List.of());
        List<Reservation> reservation = rows.reservations.getOrDefault(number, List.of());
        List<Movement> movements = rows.movements.getOrDefault(number, List.of());
        List<Movement> entries = rows.entries.getOrDefault(number, List.of());
        if (order.size() != 1 || reservation.size() != 1 || movements.size() != 2 || entries.size() != 2) {
            findings.add("order " + number + ": " + order.size() + " of 1 order, " + reservation.size()
                    + " of 1 reservation, " + movements.size() + " of 2 movements, " + entries.size()
                    + " of 2 ledger entries");
            return;
        }
        Order told = order.get(0);
        boolean same = reservation.equals(List.of(new Reservation(number, told.item(), told.quantity())))
                && amounts(movements).equals(Map.of(told.buyer(), -told.amount(), told.seller(), told.amount()))
                && byId(movements).equals(byId(entries));
        if (!same) {
            findings.add("order " + number + ": " + told + ", but " + reservation + ", " + movements + ", " + entries);
        }
    }

    private static void checkSums(
            String what,
            Map<String, Long> before,
            Map<String, Long> now,
            Map<String, Long> change,
            List<String> findings) {
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> findings.add(what + " " + name + ": none, and it was " + before.get(name)));
        now.forEach((name, amount) -> {
            long expected = before.getOrDefault(name, 0L) + change.getOrDefault(name, 0L);
            if (amount != expected || amount < 0) {
                findings.add(what + " " + name + ": " + amount + ", but by the rows written it is " + expected);
            }
        });
    }

    private Map<String, Long> taken() {
        Map<String, Long> taken = new HashMap<>();
        rows.reservations.values().stream()
                .flatMap(List::stream)
                .forEach(reservation -> taken.merge(reservation.item(), (long) -reservation.quantity(), Long::sum));
        return taken;
    }

    private Map<String, Long> moved() {
        return amounts(rows.movements.values().stream().flatMap(List::stream).toList());
    }

    private static Map<String, Long> amounts(List<Movement> movements) {
        Map<String, Long> amounts = new HashMap<>();
        movements.forEach(movement -> amounts.merge(movement.account(), movement.amount(), Long::sum));
        return amounts;
    }

    private static Map<Long, Movement> byId(List<Movement> movements) {
        Map<Long, Movement> byId = new HashMap<>();
        movements.forEach(movement -> byId.put(movement.id(), movement));
        return byId;
    }

    private static long total(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }
}
