package io.txgroup.verification.chaos.history;

import static java.util.Objects.requireNonNull;

/** An account of a service. */
public record Account(String service, int number) {
    public Account {
        requireNonNull(service, "service is null");
    }

    @Override
    public String toString() {
        return service + " " + number;
    }
}
