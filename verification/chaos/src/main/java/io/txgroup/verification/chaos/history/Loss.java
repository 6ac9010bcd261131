package io.txgroup.verification.chaos.history;

import static java.util.Objects.requireNonNull;

/** What a service's work for a group is known as: lost, by the tombstone in its database. */
public record Loss(String service, String group) {
    public Loss {
        requireNonNull(service, "service is null");
        requireNonNull(group, "group is null");
    }
}
