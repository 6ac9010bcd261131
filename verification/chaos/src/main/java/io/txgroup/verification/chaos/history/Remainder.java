package io.txgroup.verification.chaos.history;

import static java.util.Objects.requireNonNull;

/**
 * Something that is still there after everything was healed and had its time to end.
 *
 * @param rule the rule that it breaks
 * @param place where it is
 * @param what what it is
 */
public record Remainder(Rule rule, String place, String what) {
    public Remainder {
        requireNonNull(rule, "rule is null");
        requireNonNull(place, "place is null");
        requireNonNull(what, "what is null");
    }
}
