package io.txgroup.verification.chaos.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rules about balances. */
final class Money {
    private final History history;
    private final List<Finding> findings;

    Money(History history, List<Finding> findings) {
        this.history = history;
        this.findings = findings;
    }

    void check() {
        Map<Account, Long> booked = new HashMap<>();
        for (Row row : history.databases().rows()) {
            booked.merge(
                    new Account(row.entry().service(), row.entry().account()),
                    row.entry().amount(),
                    Long::sum);
        }
        Map<Account, Long> before = history.databases().before();
        Map<Account, Long> now = history.databases().now();
        Set<String> seen = new TreeSet<>();
        Set<Account> accounts = new HashSet<>(before.keySet());
        accounts.addAll(now.keySet());
        accounts.addAll(booked.keySet());
        for (Account account : accounts) {
            seen.add(account.service());
            Long had = before.get(account);
            Long has = now.get(account);
            long sum = booked.getOrDefault(account, 0L);
            if (had == null || has == null) {
                find(Rule.BALANCES_AGREE, account.toString(), "had " + had + " and has " + has + ": no such account");
            } else if (had + sum != has) {
                find(
                        Rule.BALANCES_AGREE,
                        account.toString(),
                        "had " + had + ", " + sum + " is booked, but it has " + has + " instead of " + (had + sum));
            }
        }
        checkTotal(sum(before), sum(now), seen);
    }

    /** What is known as lost is missing from the total until it is repaired. */
    private void checkTotal(long had, long has, Set<String> services) {
        long lost = 0;
        Map<Long, Set<String>> groups = new HashMap<>();
        Map<Long, Set<Entry>> present = new HashMap<>();
        for (Row row : history.databases().rows()) {
            groups.computeIfAbsent(row.number(), any -> new TreeSet<>()).add(row.group());
            present.computeIfAbsent(row.number(), any -> new HashSet<>()).add(row.entry());
        }
        for (Transfer transfer : history.transfers()) {
            for (String group : groups.getOrDefault(transfer.number(), Set.of())) {
                for (Entry entry : transfer.entries()) {
                    boolean missing =
                            !present.getOrDefault(transfer.number(), Set.of()).contains(entry);
                    if (missing && history.databases().losses().contains(new Loss(entry.service(), group))) {
                        lost += entry.amount();
                    }
                }
            }
        }
        if (has != had - lost) {
            find(
                    Rule.TOTAL_IS_UNCHANGED,
                    "all accounts of " + services,
                    "together had " + had + " and have " + has + "; known as lost is " + lost);
        }
    }

    private static long sum(Map<Account, Long> balances) {
        return balances.values().stream().mapToLong(Long::longValue).sum();
    }

    private void find(Rule rule, String subject, String what) {
        findings.add(new Finding(rule, subject, what));
    }
}
