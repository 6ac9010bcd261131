package io.txgroup.verification.chaos.history;

import static java.util.Objects.requireNonNull;

/**
 * What one service books for a transfer.
 *
 * @param service which
 * @param account in that service
 * @param amount what is added to the account; negative takes away
 */
public record Entry(String service, int account, long amount) {
    public Entry {
        requireNonNull(service, "service is null");
    }

    @Override
    public String toString() {
        return service + " " + account + (amount < 0 ? " " : " +") + amount;
    }
}
