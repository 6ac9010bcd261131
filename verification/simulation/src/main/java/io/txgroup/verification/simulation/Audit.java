package io.txgroup.verification.simulation;

import io.txgroup.client.core.Verdict;
import io.txgroup.manager.group.Group;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The books of one group at the end: every effect where it belongs, exactly once, and nothing held any more. */
final class Audit {
    private final World world;
    private final Ledger ledger;
    private final @Nullable Group record;
    private final Optional<Excuse> excuse;

    Audit(World world, Ledger ledger, @Nullable Group record, Optional<Excuse> excuse) {
        this.world = world;
        this.ledger = ledger;
        this.record = record;
        this.excuse = excuse;
    }

    void check() {
        Set<String> applied = effects();
        for (Session session : ledger.allSessions()) {
            whole(session, applied);
            givenBack(session);
        }
        ledger.repairs().forEach(this::repaired);
        verdict();
        if (ledger.callersWait()) {
            throw fail(Invariant.ENDS, "a caller still waits: answered=" + ledger.answered + ", " + ledger.waiting);
        }
        if (ledger.shortCut && record != null) {
            throw fail(Invariant.SHORT_CUT, "was committed alone, but has a record: " + record.state());
        }
    }

    /** What is in the databases, over originals and redos. */
    private Set<String> effects() {
        Map<String, Integer> applied = new HashMap<>();
        Stream.concat(ledger.allSessions().stream(), ledger.repairs().stream())
                .filter(Session::isApplied)
                .flatMap(session -> session.effects().stream())
                .forEach(effect -> applied.merge(effect.key(), 1, Integer::sum));
        ledger.outside.forEach(effect -> applied.merge(effect.key(), 1, Integer::sum));
        applied.forEach((effect, times) -> {
            if (times > 1 || !ledger.isCommitted()) {
                throw fail(
                        Invariant.EXACTLY_ONCE,
                        "effect " + effect + " is applied " + times + " times, committed=" + ledger.isCommitted());
            }
        });
        return applied.keySet();
    }

    /** In a committed group what counts is applied, unless a person may still decide, or has; what does not count is not. */
    private void whole(Session session, Set<String> applied) {
        boolean lost = isLost(session);
        if (lost && session.isApplied()) {
            throw fail(Invariant.LOST_ONLY_IF_TRUE, session + " is applied, but recorded as lost");
        }
        if (!ledger.isCommitted() || (excuse.isPresent() && !session.hasEnded())) {
            return;
        }
        boolean mayBeMissing = (lost && (excuse.isPresent() || ledger.discarded.contains(session)))
                || excuse.filter(Excuse.FORGOTTEN::equals).isPresent()
                || (session.isDead() && excuse.filter(Excuse.MIXED::equals).isPresent())
                || (ledger.shortCut && !toldCommitted())
                || session.mayVanish();
        for (Effect effect : session.effects()) {
            boolean counts = counts(effect.execution());
            if (session.isApplied() && !counts) {
                throw fail(Invariant.ALL_OR_NOTHING, session + " is applied, but nobody counts on it");
            }
            if (counts && !applied.contains(effect.key()) && !mayBeMissing) {
                throw fail(
                        lost ? Invariant.CLOSED_IS_WHOLE : Invariant.ALL_OR_NOTHING,
                        effect.key() + " of " + session + " is not applied, the others are; lost=" + lost + ", "
                                + (record == null ? "the record is gone" : record.state()));
            }
        }
    }

    private void repaired(Session session) {
        givenBack(session);
        if (session.isApplied() && session.effects().stream().anyMatch(effect -> !counts(effect.execution()))) {
            throw fail(Invariant.ALL_OR_NOTHING, "a redo has applied " + session + ", but nobody counts on it");
        }
    }

    private boolean toldCommitted() {
        return ledger.verdict != null && ledger.verdict.kind() == Verdict.Kind.COMMITTED;
    }

    private boolean isLost(Session session) {
        if (ledger.lost.contains(session)) {
            return true;
        }
        return record != null
                && record.members().stream()
                        .filter(member -> member.unit().token().equals(session.token()))
                        .flatMap(member -> member.ends().stream())
                        .anyMatch(end -> end.resource().equals(session.name()) && end.result() == Result.LOST);
    }

    private static boolean counts(Execution execution) {
        return execution.counts();
    }

    private void givenBack(Session session) {
        if (session.isDead() && session.isApplied()) {
            throw fail(Invariant.DURABLE_YES, session + " was prepared and died");
        }
        if (session.process().isAlive()
                && !session.isGivenBack()
                && excuse.filter(Excuse::mayHold).isEmpty()) {
            throw fail(Invariant.GIVEN_BACK, session + " is still held");
        }
    }

    private void verdict() {
        Verdict verdict = ledger.verdict;
        if (verdict == null || verdict.kind() == Verdict.Kind.UNKNOWN) {
            return;
        }
        boolean saysCommitted = verdict.kind() == Verdict.Kind.COMMITTED;
        boolean nothingDone = ledger.allSessions().isEmpty() && !ledger.createSent;
        if (saysCommitted != ledger.isCommitted() && !nothingDone) {
            throw fail(Invariant.TRUE_ANSWER, "the caller was told " + verdict + ", committed=" + ledger.isCommitted());
        }
        if (record != null
                && record.outcome().isPresent()
                && saysCommitted != (record.outcome().get() == Outcome.COMMIT)) {
            throw fail(Invariant.TRUE_ANSWER, "the caller was told " + verdict + ", recorded is " + record.state());
        }
    }

    private Violation fail(Invariant invariant, String what) {
        return world.ledgers.fail(invariant, ledger.id(), what);
    }
}
