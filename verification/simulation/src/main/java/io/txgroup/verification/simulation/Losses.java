package io.txgroup.verification.simulation;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Discard;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.stream.Stream;

/** What must hold of committed work that is lost, and done again or discarded. Only looks, at what really is in databases. */
final class Losses {
    private final World world;

    Losses(World world) {
        this.world = world;
    }

    /** A manager asks a process to do work again. */
    void asked(Redo redo) {
        Ledger ledger = world.ledgers.of(redo.groupId());
        world.figures.recovered("redos asked for");
        if (world.dice.chance(world.profile.attention)) {
            world.attention.run();
        }
        if (!ledger.wishes.mayRedo()) {
            throw fail(Invariant.CALLBACK_FIRST, ledger, "a redo is asked for, but " + ledger.wishes);
        }
        ledger.commitTold |= ledger.gated == Outcome.COMMIT; // if its units were gone before they could be told
        areEnded(ledger, redo.unit(), redo.resources());
    }

    /** A manager tells how a unit's resources have ended, for whoever does its work again. */
    void areEnded(Ledger ledger, UnitId unit, List<RedoResource> resources) {
        for (RedoResource resource : resources) {
            originals(ledger, unit, resource.name())
                    .filter(session -> !isEnded(session, resource.verdict()))
                    .findFirst()
                    .ifPresent(session -> {
                        throw fail(Invariant.LOST_ONLY_IF_TRUE, ledger, session + ", but told is " + resource);
                    });
        }
    }

    private static boolean isEnded(Session session, RedoResource.Verdict verdict) {
        return verdict == RedoResource.Verdict.LOST ? session.isDead() : isThere(session);
    }

    /** Whether its work is in the database, also if somebody has done it again. */
    private static boolean isThere(Session session) {
        return session.isApplied()
                || session.ledger().repairs().stream()
                        .anyMatch(repair -> repair.isApplied()
                                && repair.token().equals(session.token())
                                && repair.name().equals(session.name()));
    }

    private static Stream<Session> originals(Ledger ledger, UnitId unit, String resource) {
        return ledger.allSessions().stream()
                .filter(session ->
                        session.token().equals(unit.token()) && session.name().equals(resource));
    }

    /** A manager asks a process to discard. */
    void asked(Discard discard) {
        Ledger ledger = world.ledgers.of(discard.groupId());
        world.figures.recovered("discards asked for");
        if (!ledger.wishes.mayDiscard()) {
            throw fail(Invariant.CALLBACK_FIRST, ledger, "a discard is asked for, but " + ledger.wishes);
        }
    }

    /** A redo commits. */
    void repairs(Session session) {
        Ledger ledger = session.ledger();
        if (!ledger.isCommitted()) {
            throw fail(Invariant.ALL_OR_NOTHING, ledger, "a redo commits " + session + ", the group is not committed");
        }
        if (!ledger.wishes.mayRedo()) {
            throw fail(Invariant.CALLBACK_FIRST, ledger, "a redo commits " + session + ", but " + ledger.wishes);
        }
        world.attempts.commits(session);
    }

    /** A session's work is in its database, perhaps that of a redo. */
    void applied(Session session) {
        Ledger ledger = session.ledger();
        if (!session.isRepair()) {
            return;
        }
        world.figures.recovered(
                session.attempt() > 0 ? "lost resources done again by replays" : "lost resources done again");
        ledger.discarded.stream()
                .filter(lost ->
                        lost.token().equals(session.token()) && lost.name().equals(session.name()))
                .findFirst()
                .ifPresent(lost -> {
                    throw fail(Invariant.RESOLVED_FOR_GOOD, ledger, session + " is applied, discarded was " + lost);
                });
    }

    /** Tombstones were turned so that nothing is done again under them. */
    void discarded(GroupId id, ResourceManager resource, List<CallPath> callPaths, int ordinal) {
        Ledger ledger = world.ledgers.of(id);
        ledger.allSessions().stream()
                .filter(session -> session.hasMarks(resource, callPaths, ordinal))
                .forEach(ledger.discarded::add);
    }

    /** A manager has written how a group stands now. */
    void changed(Group before, Group after) {
        if (before.compensation() == null) {
            return;
        }
        before.members().forEach(member -> wereRead(before, member));
        if (before.state() == after.state()) {
            return;
        }
        if (after.state() == GroupState.COMMITTED || after.state() == GroupState.RESOLVED) {
            for (Member member : after.members()) {
                member.ends().forEach(end -> over(after, member, end));
            }
        }
    }

    /** Who wrote the loss may never have heard that it is written. */
    private void wereRead(Group group, Member member) {
        member.ends().stream()
                .filter(end -> end.result() == ResourceEnd.Result.LOST)
                .forEach(end -> world.ledgers.lost(group.id(), member.unit(), end));
    }

    private void over(Group group, Member member, ResourceEnd end) {
        Ledger ledger = world.ledgers.of(group.id());
        originals(ledger, member.unit(), end.resource())
                .filter(ledger.lost::contains)
                .forEach(session -> {
                    boolean isDiscarded = end.result() == ResourceEnd.Result.DISCARDED;
                    if (isDiscarded && (!session.isDiscarded() || isThere(session))) {
                        throw fail(
                                Invariant.RESOLVED_FOR_GOOD,
                                ledger,
                                group.state() + " with " + end + ", but its tombstones are not discarded: " + session);
                    }
                    if (!isDiscarded && !isThere(session)) {
                        throw fail(
                                group.state() == GroupState.RESOLVED
                                        ? Invariant.RESOLVED_FOR_GOOD
                                        : Invariant.CLOSED_IS_WHOLE,
                                ledger,
                                group.state() + " with " + end + ", but nobody has done it again: " + session);
                    }
                });
    }

    private Violation fail(Invariant invariant, Ledger ledger, String what) {
        return world.ledgers.fail(invariant, ledger.id(), what);
    }
}
