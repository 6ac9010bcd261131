package io.txgroup.verification.chaos.history;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One transfer that was asked for, once: a second try is a transfer with a number of its own.
 *
 * @param number different from every other's
 * @param entries what its services must book, one each, the starter's first; they add up to zero
 * @param refused whether one of its services throws after its work, so that nothing may be booked
 */
public record Transfer(long number, List<Entry> entries, boolean refused) {
    public Transfer {
        entries = List.copyOf(entries);
        long sum = entries.stream().mapToLong(Entry::amount).sum();
        if (sum != 0) {
            throw new IllegalArgumentException("Transfer " + number + " adds up to " + sum + " instead of 0");
        }
        Set<String> services = new HashSet<>();
        for (Entry entry : entries) {
            if (!services.add(entry.service())) {
                throw new IllegalArgumentException("Transfer " + number + " has two entries of " + entry.service()
                        + "; one each can be told apart");
            }
        }
    }
}
