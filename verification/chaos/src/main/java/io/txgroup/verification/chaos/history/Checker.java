package io.txgroup.verification.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says whether a history may have happened. Knows nothing of how groups work: only what was asked for, what was told, and
 * what is booked. Use one for one history; not thread-safe.
 */
public final class Checker {
    private final History history;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Long, Transfer> transfers = new TreeMap<>();
    private final Map<Long, Answer> answers = new HashMap<>();
    private final Map<Long, List<Row>> rows = new HashMap<>();
    private int full;
    private int none;
    private int knownLost;
    private int halfDone;

    private Checker(History history) {
        this.history = history;
    }

    /** Reads it all. */
    public static Verdict check(History history) {
        return new Checker(history).verdict();
    }

    private Verdict verdict() {
        sort();
        Map<String, Long> groups = new HashMap<>();
        for (Transfer transfer : transfers.values()) {
            List<Row> booked = rows.getOrDefault(transfer.number(), List.of());
            check(transfer, booked, group(transfer, booked, groups));
        }
        if (history.durable()) {
            durableLosses();
        }
        new Money(history, findings).check();
        for (Remainder remainder : history.remainders()) {
            find(remainder.rule(), remainder.place(), remainder.what() + " is still there after everything was healed");
        }
        return new Verdict(findings, full, none, knownLost, halfDone);
    }

    private void sort() {
        for (Transfer transfer : history.transfers()) {
            if (transfers.put(transfer.number(), transfer) != null) {
                find(Rule.ASKED_AND_TOLD_ONCE, "transfer " + transfer.number(), "was asked for twice");
            }
        }
        for (Answer answer : history.answers()) {
            Answer other = answers.put(answer.number(), answer);
            String subject = "transfer " + answer.number() + " (group " + answer.group() + ")";
            if (other != null) {
                find(
                        Rule.ASKED_AND_TOLD_ONCE,
                        subject,
                        "its caller was told " + other.told() + ", and then " + answer.told());
            }
            if (!transfers.containsKey(answer.number())) {
                find(Rule.ASKED_AND_TOLD_ONCE, subject, "was told " + answer.told() + ", but nobody asked for it");
            }
        }
        for (Row row : history.databases().rows()) {
            rows.computeIfAbsent(row.number(), any -> new ArrayList<>()).add(row);
            if (!transfers.containsKey(row.number())) {
                find(
                        Rule.NOTHING_FOREIGN,
                        "group " + row.group(),
                        "booked " + row.entry() + " for transfer " + row.number() + ", which nobody asked for");
            }
        }
    }

    /** The name of the transfer's group; empty if nobody named it. */
    private String group(Transfer transfer, List<Row> booked, Map<String, Long> groups) {
        Set<String> names = new TreeSet<>();
        booked.forEach(row -> names.add(row.group()));
        Answer answer = answers.get(transfer.number());
        if (answer != null && !answer.group().isEmpty()) {
            names.add(answer.group());
        }
        if (names.size() > 1) {
            find(
                    Rule.ONE_GROUP,
                    "group " + String.join(", group ", names),
                    "transfer " + transfer.number() + " has " + names.size() + " groups instead of one");
        }
        for (String name : names) {
            Long other = groups.put(name, transfer.number());
            if (other != null) {
                find(
                        Rule.ONE_GROUP,
                        "group " + name,
                        "belongs to transfer " + other + " and to transfer " + transfer.number());
            }
        }
        return names.isEmpty() ? "" : names.iterator().next();
    }

    private void check(Transfer transfer, List<Row> booked, String group) {
        String subject = "group " + (group.isEmpty() ? "of transfer " + transfer.number() : group);
        Set<Entry> present = present(transfer, booked, subject);
        List<Entry> missing = transfer.entries().stream()
                .filter(entry -> !present.contains(entry))
                .toList();
        boolean explained = lose(transfer, present, missing, group, subject);
        if (missing.isEmpty()) {
            full++;
        } else if (present.isEmpty()) {
            none++;
        } else if (explained) {
            knownLost++;
        } else {
            halfDone++;
            find(Rule.ALL_OR_NONE, subject, "booked " + present + ", but not " + missing);
        }
        compareWithTold(transfer, present, missing, explained, subject);
        Boolean committed = history.outcomes().get(group);
        if (committed != null && committed && !missing.isEmpty() && !explained) {
            find(Rule.OUTCOME_IS_BOOKED, subject, "the managers say COMMITTED, but " + missing + " is missing");
        }
        if (committed != null && !committed && !present.isEmpty()) {
            find(Rule.OUTCOME_IS_BOOKED, subject, "the managers say ROLLED_BACK, but " + present + " is booked");
        }
    }

    private Set<Entry> present(Transfer transfer, List<Row> booked, String subject) {
        Set<Entry> present = new HashSet<>();
        for (Row row : booked) {
            if (!transfer.entries().contains(row.entry())) {
                find(
                        Rule.NOTHING_FOREIGN,
                        subject,
                        "booked " + row.entry() + ", but asked for was " + transfer.entries());
            } else if (!present.add(row.entry())) {
                find(Rule.NOTHING_TWICE, subject, "booked " + row.entry() + " more than once");
            }
        }
        return present;
    }

    /** Whether all that is missing is known as lost, and may be lost. */
    private boolean lose(Transfer transfer, Set<Entry> present, List<Entry> missing, String group, String subject) {
        for (Entry entry : transfer.entries()) {
            if (isLost(entry, group) && present.contains(entry)) {
                find(Rule.LOST_IS_NOT_THERE, subject, entry + " is known as lost, and is booked");
            }
        }
        return !history.durable() && missing.stream().allMatch(entry -> isLost(entry, group));
    }

    /** A tombstone of a group that is rolled back loses nothing; of one that is committed, what it forbids is lost. */
    private void durableLosses() {
        for (Loss loss : history.databases().losses()) {
            boolean isBooked = history.databases().rows().stream()
                    .anyMatch(row -> row.group().equals(loss.group()));
            boolean isTold = history.answers().stream()
                    .anyMatch(answer -> answer.group().equals(loss.group()) && answer.told() == Told.SUCCESS);
            if (isBooked || isTold || history.outcomes().getOrDefault(loss.group(), false)) {
                find(
                        Rule.DURABLE_IS_NEVER_LOST,
                        "group " + loss.group(),
                        "is committed, and has a tombstone at " + loss.service() + ", although it is durable");
            }
        }
    }

    private boolean isLost(Entry entry, String group) {
        return history.databases().losses().contains(new Loss(entry.service(), group));
    }

    private void compareWithTold(
            Transfer transfer, Set<Entry> present, List<Entry> missing, boolean explained, String subject) {
        Answer answer = answers.get(transfer.number());
        if (answer == null) {
            find(Rule.ASKED_AND_TOLD_ONCE, subject, "its caller never heard an answer, not even a timeout");
            return;
        }
        if (answer.told() == Told.SUCCESS && !missing.isEmpty() && !explained) {
            find(Rule.SUCCESS_IS_BOOKED, subject, "success was told, but " + missing + " is missing");
        }
        if (answer.told() == Told.FAILURE && !present.isEmpty()) {
            find(Rule.FAILURE_IS_NOT_BOOKED, subject, "failure was told, but " + present + " is booked");
        }
        if (transfer.refused() && (answer.told() == Told.SUCCESS || !present.isEmpty())) {
            find(
                    Rule.REFUSED_IS_NOT_BOOKED,
                    subject,
                    "a service refused it, but " + answer.told() + " was told and " + present + " is booked");
        }
    }

    private void find(Rule rule, String subject, String what) {
        findings.add(new Finding(rule, subject, what));
    }
}
