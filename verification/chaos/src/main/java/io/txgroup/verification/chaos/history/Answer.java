package io.txgroup.verification.chaos.history;

import static java.util.Objects.requireNonNull;

/**
 * What the caller of one transfer heard.
 *
 * @param number the transfer's
 * @param told what it was told
 * @param group the group's name; empty if it was not named
 */
public record Answer(long number, Told told, String group) {
    public Answer {
        requireNonNull(told, "told is null");
        requireNonNull(group, "group is null");
    }
}
