package io.txgroup.client.net;

import java.util.Set;

/**
 * Addresses that never change.
 *
 * @param addresses at least one
 */
record FixedManagers(Set<ManagerAddress> addresses) implements ManagerDirectory {
    FixedManagers {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("The list of managers' addresses is empty");
        }
    }

    @Override
    public String source() {
        return "the configured list " + addresses;
    }
}
