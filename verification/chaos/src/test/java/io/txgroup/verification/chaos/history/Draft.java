package io.txgroup.verification.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A history that tests write, and corrupt. At first it is good: what it says was committed, rolled back and refused. */
final class Draft {
    static final String COMMITTED = "group-1";
    static final String ROLLED_BACK = "group-2";
    static final String REFUSED = "group-3";
    static final String UNANSWERED = "group-4";

    final List<Transfer> transfers = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    final Map<String, Boolean> outcomes = new HashMap<>();
    final List<Row> rows = new ArrayList<>();
    final Map<Account, Long> before = new HashMap<>();
    final Map<Account, Long> now = new HashMap<>();
    final Set<Loss> losses = new HashSet<>();
    final List<Remainder> remainders = new ArrayList<>();
    boolean durable = true;

    static Draft good() {
        Draft draft = new Draft();
        for (String service : List.of("north", "south", "east")) {
            for (int account = 1; account <= 3; account++) {
                draft.before.put(new Account(service, account), 100L);
                draft.now.put(new Account(service, account), 100L);
            }
        }
        draft.ask(1, false, new Entry("north", 1, -10), new Entry("south", 1, 7), new Entry("east", 1, 3));
        draft.tell(1, Told.SUCCESS, COMMITTED);
        draft.bookAll(1, COMMITTED);
        draft.ask(2, false, new Entry("south", 2, -5), new Entry("north", 2, 5));
        draft.tell(2, Told.FAILURE, ROLLED_BACK);
        draft.ask(3, true, new Entry("east", 3, -4), new Entry("south", 3, 4));
        draft.tell(3, Told.FAILURE, REFUSED);
        draft.ask(4, false, new Entry("north", 3, -6), new Entry("east", 2, 6));
        draft.tell(4, Told.UNKNOWN, "");
        draft.bookAll(4, UNANSWERED);
        draft.ask(5, false, new Entry("north", 3, -6), new Entry("east", 2, 6));
        draft.tell(5, Told.UNKNOWN, "");
        draft.outcomes.put(COMMITTED, true);
        draft.outcomes.put(ROLLED_BACK, false);
        return draft;
    }

    void ask(long number, boolean refused, Entry... entries) {
        transfers.add(new Transfer(number, List.of(entries), refused));
    }

    void tell(long number, Told told, String group) {
        answers.removeIf(answer -> answer.number() == number);
        answers.add(new Answer(number, told, group));
    }

    void bookAll(long number, String group) {
        entries(number).forEach(entry -> book(number, group, entry));
    }

    /** As a service does: the row and the balance. */
    void book(long number, String group, Entry entry) {
        rows.add(new Row(number, group, entry));
        add(entry, entry.amount());
    }

    /** As if the service had never done it. */
    void unbook(long number, String service) {
        Entry entry = entry(number, service);
        rows.remove(rows.stream()
                .filter(row -> row.number() == number && row.entry().equals(entry))
                .findFirst()
                .orElseThrow());
        add(entry, -entry.amount());
    }

    void add(Entry entry, long amount) {
        now.merge(new Account(entry.service(), entry.account()), amount, Long::sum);
    }

    Entry entry(long number, String service) {
        return entries(number).stream()
                .filter(entry -> entry.service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    private List<Entry> entries(long number) {
        return transfers.stream()
                .filter(transfer -> transfer.number() == number)
                .findFirst()
                .orElseThrow()
                .entries();
    }

    Verdict check() {
        return Checker.check(new History(
                transfers, answers, outcomes, new History.Databases(rows, before, now, losses), remainders, durable));
    }
}
