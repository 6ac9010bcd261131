package io.txgroup.verification.simulation;

import io.txgroup.client.core.Verdict;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ledgers of all groups, and the invariants that are checked at every step. */
final class Ledgers {
    private final World world;
    private final SettledGroups settled;
    private final Map<GroupId, Ledger> ledgers = new LinkedHashMap<>();
    private final Map<Integer, Epoch> epochs = new HashMap<>();

    Ledgers(World world) {
        this.world = world;
        this.settled = new SettledGroups(world);
    }

    Ledger begun(GroupId id, ServiceProcess starter, UnitMark mark) {
        Ledger ledger = new Ledger(id, starter, mark, world.profile.policy);
        ledgers.put(id, ledger);
        return ledger;
    }

    Ledger of(GroupId id) {
        Ledger ledger = ledgers.get(id);
        if (ledger == null) {
            throw new IllegalStateException("Group " + id + " was never begun");
        }
        return ledger;
    }

    Collection<Ledger> all() {
        return ledgers.values();
    }

    Violation fail(Invariant invariant, GroupId group, String what) {
        Violation violation = new Violation(invariant, "Group " + group + " - " + what);
        world.trace.add(() -> "VIOLATION " + invariant + ": " + violation.getMessage());
        throw world.timeline.fail(violation);
    }

    // ---- what is said

    /** A process says something to the managers. */
    void said(ServiceProcess process, Message.OfUnit message) {
        Ledger ledger = of(message.groupId());
        ledger.epoch = message.epoch();
        if (message instanceof Message.Create create) {
            ledger.starterMark().id = create.unit();
            if (ledger.createSent && ledger.notAfter != create.notAfter()) {
                throw fail(Invariant.ONE_NOT_AFTER, ledger.id(), ledger.notAfter + ", then " + create.notAfter());
            }
            ledger.createSent = true;
            ledger.notAfter = create.notAfter();
        } else if (message instanceof Message.Close close && close.outcome() == Outcome.COMMIT) {
            ledger.starterMark().id = close.unit();
            ledger.starterMark().answered = true;
        } else if (message instanceof Message.Acknowledge acknowledge) {
            Outcome heard = ledger.heard.get(acknowledge.unit());
            boolean isDone = ledger.heardOfNoRecord.contains(acknowledge.unit()) && ledger.isCommitted();
            if (acknowledge.outcome() == Outcome.COMMIT && heard != Outcome.COMMIT && !isDone) {
                throw fail(Invariant.NEVER_ALONE, ledger.id(), process + " acknowledges COMMIT, but was told " + heard);
            }
        }
    }

    /** A manager says something to a connected process. */
    void leaves(Message.ToUnit message) {
        Ledger ledger = of(message.groupId());
        if (message instanceof Message.CreateAnswer answer && answer.created()) {
            ledger.recorded = true;
        } else if (message instanceof Message.Tell tell) {
            told(ledger, tell);
        }
    }

    /** A manager tells the outcome of a branch. */
    void leaves(Message.BranchOutcome told) {
        Ledger ledger = of(told.groupId());
        ledger.branchesTold.put(told.token(), told.outcome());
        if (told.member() != null) {
            told(
                    ledger,
                    new Message.Tell(
                            told.groupId(),
                            told.member().unit(),
                            told.outcome(),
                            told.member().callPaths(),
                            told.cause(),
                            null));
        } else if (ledger.commitTold
                && ledger.commitMembers.stream().anyMatch(unit -> unit.token().equals(told.token()))) {
            throw fail(Invariant.ONE_OUTCOME, ledger.id(), "a member's branch is told " + told);
        }
    }

    private void told(Ledger ledger, Message.Tell tell) {
        if (SettledGroups.isOverruled(ledger, tell)) {
            return;
        }
        ledger.causes.add(tell.cause());
        if (isRelease(ledger, tell)) {
            return;
        }
        Outcome before = ledger.told.put(tell.unit(), tell.outcome());
        if (before != null && before != tell.outcome()) {
            throw fail(
                    Invariant.ONE_OUTCOME,
                    ledger.id(),
                    tell.unit() + " is told " + tell.outcome() + " after " + before + ": " + tell.cause());
        }
        if (tell.outcome() == Outcome.ROLLBACK) {
            if (ledger.commitTold && ledger.commitMembers.contains(tell.unit())) {
                throw fail(
                        Invariant.ONE_OUTCOME,
                        ledger.id(),
                        tell.unit() + " is told ROLLBACK, another member COMMIT: " + tell.cause());
            }
            return;
        }
        if (ledger.branchesTold.get(tell.unit().token()) == Outcome.ROLLBACK) {
            throw fail(Invariant.ONE_OUTCOME, ledger.id(), tell.unit() + " is told COMMIT, its branch ROLLBACK");
        }
        ledger.commitTold = true;
        ledger.commitMembers.add(tell.unit());
        ledger.commitMembers.stream()
                .filter(member -> ledger.told.get(member) == Outcome.ROLLBACK)
                .findFirst()
                .ifPresent(member -> {
                    throw fail(
                            Invariant.ONE_OUTCOME,
                            ledger.id(),
                            tell.unit() + " is told COMMIT, but " + member + " was told ROLLBACK");
                });
        mayCommit(ledger);
    }

    /** A unit could not obey, since others had mixed their work with its own; all of that has died, and the group is over. */
    private static boolean isRelease(Ledger ledger, Message.Tell tell) {
        List<Session> held = ledger.allSessions().stream()
                .filter(session -> session.token().equals(tell.unit().token()))
                .toList();
        return tell.outcome() == Outcome.ROLLBACK
                && ledger.told.get(tell.unit()) == Outcome.COMMIT
                && held.stream().anyMatch(Session::isMixed)
                && held.stream().allMatch(Session::isDead);
    }

    private void mayCommit(Ledger ledger) {
        if (ledger.root != null && ledger.root.hasFailed()) {
            throw fail(Invariant.FAILURE_COUNTS, ledger.id(), "COMMIT is told, but " + ledger.root.failure());
        }
        if (ledger.verdict != null && rolledBack(ledger.verdict)) {
            throw fail(Invariant.TRUE_ANSWER, ledger.id(), "COMMIT is told, the caller was told " + ledger.verdict);
        }
    }

    private static boolean rolledBack(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.ROLLED_BACK || verdict.kind() == Verdict.Kind.UNAVAILABLE;
    }

    /** Something reaches a process. */
    void heard(ServiceProcess process, Message.ToUnit message) {
        if (message instanceof Message.Tell tell) {
            if (SettledGroups.isOverruled(of(tell.groupId()), tell)) {
                world.figures.recovered("outcomes that come too late: an evidence run has found another");
            } else {
                of(tell.groupId()).heard.put(tell.unit(), tell.outcome());
            }
        } else if (message instanceof Message.Undecided undecided && undecided.why() == Why.NO_RECORD) {
            of(undecided.groupId()).heardOfNoRecord.add(undecided.unit());
        }
    }

    // ---- what the store holds

    void isWritten(Group group, Version version) {
        of(group.id()).isWritten(group, version);
        world.attempts.isWritten(group, version);
    }

    void passedGate(GroupId id, Version version) {
        Ledger ledger = of(id);
        world.attempts.passedGate(id, version);
        Outcome outcome = ledger.outcomes.get(version);
        if (outcome == null) {
            return;
        }
        if (outcome == Outcome.COMMIT) {
            world.decidedToCommit(ledger);
        }
        if (ledger.settling.contains(version)) {
            settled.settled(ledger, outcome);
            return;
        }
        if (ledger.gated != null && ledger.gated != outcome) {
            throw fail(Invariant.ONE_OUTCOME, id, outcome + " passes the gate after " + ledger.gated);
        }
        ledger.gated = outcome;
    }

    /** Somebody who asked was told an outcome: it is the one that has passed the gate, and can't be another any more. */
    void found(GroupId id, Outcome outcome) {
        Ledger ledger = of(id);
        if (ledger.gated == outcome && ledger.settled != null && ledger.settled != outcome) {
            return; // it was told before the store forgot, and comes late
        }
        if (ledger.gated != outcome && ledger.settled != outcome) {
            throw fail(Invariant.TRUE_ANSWER, id, outcome + " is found, the gate has let pass " + ledger.gated);
        }
        if (outcome == Outcome.ROLLBACK && ledger.isCommitted()) {
            throw fail(Invariant.ONE_OUTCOME, id, "ROLLBACK is found, but it is committed");
        }
        if (outcome == Outcome.COMMIT && ledger.verdict != null && rolledBack(ledger.verdict)) {
            throw fail(Invariant.TRUE_ANSWER, id, "COMMIT is found, the caller was told " + ledger.verdict);
        }
    }

    void epoch(ShardClock clock) {
        epochs.put(clock.shard(), clock.epoch());
    }

    @Nullable
    Epoch epoch(int shard) {
        return epochs.get(shard);
    }

    /** A replica has taken over: what was told must not be lost. */
    void failedOver(List<Stored> before, List<Stored> after) {
        Map<GroupId, Group> now =
                after.stream().map(Stored::group).collect(Collectors.toMap(Group::id, Function.identity()));
        for (Stored stored : before) {
            Group was = stored.group();
            Ledger ledger = of(was.id());
            Group is = now.get(was.id());
            boolean told = was.outcome().isPresent()
                    && ledger.causes.contains(was.cause())
                    && was.members().stream()
                            .anyMatch(member -> ledger.told.get(member.unit())
                                    == was.outcome().get());
            if (told && (is == null || !is.outcome().equals(was.outcome()))) {
                throw fail(
                        Invariant.GATE,
                        was.id(),
                        was.outcome().get() + " was told, after the failover the record is "
                                + (is == null ? "gone" : is.state()));
            }
        }
    }

    // ---- what happens to rows

    /** An attempt may leave. */
    void attemptLeaves(Ledger ledger) {
        ledger.attempts++;
        if (!ledger.recorded) {
            throw fail(Invariant.RECORD_FIRST, ledger.id(), "a call leaves, but no manager has confirmed a record");
        }
        if (ledger.shortCut) {
            throw fail(Invariant.SHORT_CUT, ledger.id(), "a call leaves after the short cut");
        }
    }

    /** A unit ends a session with commit. */
    void commits(Session session) {
        Ledger ledger = session.ledger();
        UnitMark unit = session.unit();
        boolean isDone = session.isApplied() && session.wasPrepared();
        if (isDone || (unit.id != null && ledger.heard.get(unit.id) == Outcome.COMMIT)) {
            return;
        }
        boolean mayShortCut = unit == ledger.starterMark() && !ledger.createSent;
        if (!mayShortCut && session.effects().isEmpty()) {
            return; // it wrote nothing, and is only given back
        }
        if (!mayShortCut) {
            throw fail(Invariant.NEVER_ALONE, ledger.id(), session + " commits, but its unit was not told COMMIT");
        }
        shortCut(ledger, session);
    }

    private void shortCut(Ledger ledger, Session session) {
        ledger.shortCut = true;
        long held = ledger.allSessions().stream()
                .filter(other -> other.takesPart() && !other.isDead())
                .count();
        if (ledger.attempts > 0 || held > 1) {
            throw fail(
                    Invariant.SHORT_CUT,
                    ledger.id(),
                    session + " is committed alone, attempts=" + ledger.attempts + ", held=" + held);
        }
        mayCommit(ledger);
    }

    /** A unit ends a session with rollback. */
    void rollsBack(Session session) {
        UnitMark unit = session.unit();
        Ledger ledger = session.ledger();
        boolean isOver = unit.id != null && ledger.heardOfNoRecord.contains(unit.id);
        if (unit.answered && !isOver && (unit.id == null || ledger.heard.get(unit.id) != Outcome.ROLLBACK)) {
            throw fail(
                    Invariant.NEVER_ALONE,
                    ledger.id(),
                    session + " is rolled back, its unit has answered and was told "
                            + (unit.id == null ? null : ledger.heard.get(unit.id)));
        }
        if (unit.id != null && ledger.commitTold && ledger.commitMembers.contains(unit.id) && session.takesPart()) {
            throw fail(Invariant.ALL_OR_NOTHING, ledger.id(), session + " is rolled back, another member commits");
        }
    }

    /** A process ends a branch that another one has prepared. */
    void branchEnds(Session session, Outcome outcome) {
        Ledger ledger = session.ledger();
        Outcome told = ledger.branchesTold.get(session.token());
        boolean isFenced = outcome == Outcome.ROLLBACK && ledger.fenced.contains(session.token());
        if (told != outcome && !isFenced) {
            throw fail(
                    Invariant.NEVER_ALONE,
                    ledger.id(),
                    "branch " + session + " is ended with " + outcome + ", but was told " + told);
        }
    }

    /** It is recorded that a session's work was to commit and did not. */
    void lost(GroupId id, UnitId unit, ResourceEnd end) {
        of(id).allSessions().stream()
                .filter(session ->
                        session.token().equals(unit.token()) && session.name().equals(end.resource()))
                .forEach(session -> {
                    isTrulyLost(session, end);
                    session.ledger().lost.add(session);
                });
    }

    private void isTrulyLost(Session session, ResourceEnd end) {
        if (session.wasPrepared()) {
            throw fail(Invariant.DURABLE_YES, session.ledger().id(), session + " was prepared, recorded is " + end);
        }
        if (!session.isForbidden()) {
            throw fail(Invariant.LOST_ONLY_IF_TRUE, session.ledger().id(), session + ", but recorded is " + end);
        }
    }

    /** A session's work is in its database. */
    void applied(Session session) {
        Ledger ledger = session.ledger();
        if (ledger.settled == Outcome.ROLLBACK) {
            throw fail(Invariant.ALL_OR_NOTHING, ledger.id(), session + " is applied, settled with ROLLBACK");
        }
        if (ledger.verdict != null && rolledBack(ledger.verdict)) {
            throw fail(
                    Invariant.TRUE_ANSWER, ledger.id(), session + " is applied, the caller was told " + ledger.verdict);
        }
        for (Session other : ledger.allSessions()) {
            boolean member = other.unit().id != null && ledger.commitMembers.contains(other.unit().id);
            if (member && other.isRolledBack() && !other.effects().isEmpty()) {
                throw fail(Invariant.ALL_OR_NOTHING, ledger.id(), session + " is applied, rolled back was " + other);
            }
        }
    }

    /** The starter's caller has its answer. */
    void answered(Ledger ledger, Verdict verdict) {
        ledger.verdict = verdict;
        boolean applied = ledger.allSessions().stream().anyMatch(Session::isApplied);
        if (verdict.kind() == Verdict.Kind.COMMITTED && !ledger.isCommitted()) {
            boolean nothingHeld = ledger.allSessions().isEmpty() && !ledger.createSent;
            if (!nothingHeld) {
                throw fail(Invariant.TRUE_ANSWER, ledger.id(), "the caller is told COMMITTED, no unit was");
            }
        }
        if (rolledBack(verdict) && (ledger.commitTold || applied)) {
            throw fail(
                    Invariant.TRUE_ANSWER,
                    ledger.id(),
                    "the caller is told " + verdict + ", commitTold=" + ledger.commitTold + ", applied=" + applied);
        }
    }
}
