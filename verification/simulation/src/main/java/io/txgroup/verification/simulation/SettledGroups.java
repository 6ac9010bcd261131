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
        if (ledger.settled != null) {
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
        ledger.allSessions().stream().filter(Session::isApplied).findFirst().ifPresent(session -> {
            throw fail(Invariant.ALL_OR_NOTHING, ledger, "settled with ROLLBACK, but applied is " + session);
        });
        if (ledger.verdict != null && ledger.verdict.kind() == Verdict.Kind.COMMITTED) {
            throw fail(Invariant.TRUE_ANSWER, ledger, "settled with ROLLBACK, the caller was told COMMITTED");
        }
        ledger.commitTold = false;
        ledger.commitMembers.clear();
        ledger.told.clear();
        ledger.branchesTold.clear();
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
