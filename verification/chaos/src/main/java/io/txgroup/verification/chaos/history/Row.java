package io.txgroup.verification.chaos.history;

import static java.util.Objects.requireNonNull;

/**
 * A row that is in a service's ledger.
 *
 * @param number the transfer's
 * @param group the name of the group that wrote it
 * @param entry what it books
 */
public record Row(long number, String group, Entry entry) {
    public Row {
        requireNonNull(group, "group is null");
        requireNonNull(entry, "entry is null");
    }
}
