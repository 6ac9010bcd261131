package io.txgroup.verification.chaos.history;

/**
 * A rule that a history breaks.
 *
 * @param rule which
 * @param subject the group, account or place
 * @param what in words, with the numbers
 */
public record Finding(Rule rule, String subject, String what) {
    @Override
    public String toString() {
        return rule + ": " + subject + " - " + what;
    }
}
