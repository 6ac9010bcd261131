package io.txgroup.verification.simulation;

import io.txgroup.client.core.Verdict;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;

/** What must hold of a group that the store has forgotten, and that was settled by evidence. */
final class SettledGroups {
    private final World world;

    SettledGroups(World world) {
        this.world = world;
    }

    /** An evidence run has an outcome: it is the one that anybody has acted on before the store forgot. */
    void settled(Ledger ledger, Outcome outcome) {
        if (ledger.settled == outcome) {
            return;
        }
        // what was to be committed had died, and the store forgets that too: then nothing is there, as said now
        if (ledger.settled != null && (outcome == Outcome.COMMIT || isAnythingThere(ledger))) {
            throw fail(Invariant.ONE_OUTCOME, ledger, "settled with " + outcome + " after " + ledger.settled);
        }
        ledger.settled = outcome;
        world.figures.recovered("groups settled by evidence with " + outcome);
        if (outcome == Outcome.COMMIT) {
            if (ledger.gated != Outcome.COMMIT) {
                throw fail(Invariant.ONE_OUTCOME, ledger, "settled with COMMIT, but nobody had decided that");
            }
            return;
        }
        if (isAnythingThere(ledger)) {
            throw fail(
                    Invariant.ALL_OR_NOTHING,
                    ledger,
                    "settled with ROLLBACK, but applied is some of " + ledger.allSessions());
        }
        if (ledger.verdict != null && ledger.verdict.kind() == Verdict.Kind.COMMITTED) {
            throw fail(Invariant.TRUE_ANSWER, ledger, "settled with ROLLBACK, the caller was told COMMITTED");
        }
        ledger.commitTold = false;
        ledger.commitMembers.clear();
        ledger.told.clear();
        ledger.branchesTold.clear();
    }

    /** What was only read in a session that committed is nothing. */
    private static boolean isAnythingThere(Ledger ledger) {
        return ledger.allSessions().stream()
                .anyMatch(session -> session.isApplied() && !session.effects().isEmpty());
    }

    private Violation fail(Invariant invariant, Ledger ledger, String what) {
        return world.ledgers.fail(invariant, ledger.id(), what);
    }

    /** Whether a manager speaks that does not know yet that the store has forgotten what it says: nobody may obey. */
    static boolean isOverruled(Ledger ledger, Message.Tell tell) {
        boolean isOld = tell.source() == null || tell.source().epoch().equals(ledger.epoch);
        return isOld && ledger.settled != null && ledger.settled != tell.outcome();
    }
}
