package io.txgroup.manager.group;

import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitCalls;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work of units that can't end it themselves or can't tell of it: what is told of their prepared branches, of whom a
 * proof is wanted, and what evidence does. Pure.
 */
final class Recovering {
    private static final long PATIENCE_MILLIS = 3_000;

    private Recovering() {}

    /**
     * What a process hears that has found a branch. Only an outcome ends a branch; who names the token of a member of
     * another service hears nothing at all.
     */
    static Optional<Message.OfBranch> branch(Group group, Message.AskForBranch ask, ProcessId from) {
        Optional<Member> member = group.members().stream()
                .filter(known -> known.unit().token().equals(ask.token()))
                .findFirst();
        boolean foreign = member.filter(known -> !known.unit().service().equals(from.service()))
                .isPresent();
        if (foreign) {
            return Optional.empty();
        }
        if (!group.epoch().mark().equals(ask.epochMark())) {
            return Optional.of(undecided(ask, Why.OTHER_EPOCH));
        }
        if (group.outcome().isEmpty()) {
            return Optional.of(undecided(ask, Why.RUNNING));
        }
        return Optional.of(
                member.isPresent()
                        ? told(
                                ask,
                                group.outcome().get(),
                                new UnitCalls(member.get().unit(), member.get().callPaths()),
                                group.epoch(),
                                group.cause())
                        : told(ask, Outcome.ROLLBACK, null, group.epoch(), "not a member: " + group.cause()));
    }

    /** A branch is held: absent in the same epoch, its group was never committed, or has ended without it. */
    static Message.OfBranch absent(Message.AskForBranch ask, Epoch now) {
        return now.mark().equals(ask.epochMark())
                ? told(ask, Outcome.ROLLBACK, null, now, "the group has ended without this unit")
                : undecided(ask, Why.OTHER_EPOCH);
    }

    static Optional<Finished> finished(AskFinished ask, GroupStore.Absent absent) {
        return Optional.of(new Finished(ask.epoch(), absent.groups()))
                .filter(finished -> finished.epoch().equals(absent.clock().epoch()));
    }

    static Message.BranchUndecided undecided(Message.AskForBranch ask, Why why) {
        return new Message.BranchUndecided(ask.groupId(), ask.token(), ask.epochMark(), why);
    }

    private static Message.BranchOutcome told(
            Message.AskForBranch ask, Outcome outcome, @Nullable UnitCalls member, Epoch epoch, String cause) {
        return new Message.BranchOutcome(
                ask.groupId(), ask.token(), ask.epochMark(), outcome, member, epoch, cause, null);
    }

    /**
     * Whom to ask to look into the databases: of a committed group, the units that held something and have not said how
     * it ended, or could not prove it.
     */
    static List<Prove> wanted(Group group, long now) {
        if (group.state() != GroupState.COMMITTING || now - group.decidedAt() < PATIENCE_MILLIS) {
            return List.of();
        }
        return group.members().stream()
                .filter(member -> !member.unknown().isEmpty())
                .map(member -> new Prove(
                        group.id(),
                        member.unit(),
                        group.epoch(),
                        member.callPaths(),
                        member.unknown(),
                        member.canPrepare()))
                .toList();
    }

    /**
     * Takes evidence in: it fills what is not known or was not proven, and stands for the unit's acknowledgement once
     * everything that the unit held has an end. The same group if it says nothing new.
     */
    static Group shown(Group group, Message.Evidence evidence) {
        Optional<Member> found = group.member(evidence.unit());
        if (found.isEmpty()
                || group.outcome().isEmpty()
                || group.state().ended()
                || !group.epoch().equals(evidence.epoch())) {
            return group;
        }
        Member member = found.get();
        Outcome outcome = group.outcome().get();
        List<ResourceEnd> ends = evidence.ends().stream()
                .filter(end -> member.resources().contains(end.resource()))
                .map(end -> believed(end, member, outcome))
                .toList();
        Member shown = member.shown(ends);
        boolean complete = shown.acknowledged() == null && shown.unknown().isEmpty();
        return group.withMember(complete ? shown.acknowledged(outcome, List.of()) : shown);
    }

    /**
     * That nothing is there proves no loss where a prepared branch may be; in a group that rolls back nothing is lost. What
     * is discarded was lost: a compensation that the store has forgotten is begun anew.
     */
    private static ResourceEnd believed(ResourceEnd end, Member member, Outcome outcome) {
        if (end.result() == Result.DISCARDED) {
            return believed(new ResourceEnd(end.resource(), Result.LOST, end.detail()), member, outcome);
        }
        if (end.result() != Result.LOST) {
            return end;
        }
        if (outcome == Outcome.ROLLBACK) {
            return new ResourceEnd(end.resource(), Result.ROLLED_BACK, end.detail());
        }
        return member.canPrepare()
                ? new ResourceEnd(end.resource(), Result.UNPROVEN, "no mark, but it was prepared: " + end.detail())
                : end;
    }

    /** Whether the unit that says this still holds a resource of the group. */
    static boolean holds(Message.OfUnit message) {
        if (message instanceof Message.Ask ask) {
            return ask.holds();
        }
        if (message instanceof Message.Veto veto) {
            return veto.holds();
        }
        if (message instanceof Message.Close close) {
            return !close.resources().isEmpty();
        }
        return message instanceof Message.Join;
    }
}
