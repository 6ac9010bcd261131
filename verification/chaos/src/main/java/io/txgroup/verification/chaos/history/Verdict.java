package io.txgroup.verification.chaos.history;

import java.util.List;

/**
 * What the checker says.
 *
 * @param findings every rule that is broken, with its subject; empty for a good history
 * @param full transfers of which everything is booked
 * @param none transfers of which nothing is booked
 * @param knownLost transfers of which exactly the work is missing that is known as lost
 * @param halfDone transfers of which a part is booked, and nothing explains the rest
 */
public record Verdict(List<Finding> findings, int full, int none, int knownLost, int halfDone) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    /** Whether the history breaks no rule. */
    public boolean isGood() {
        return findings.isEmpty();
    }
}
