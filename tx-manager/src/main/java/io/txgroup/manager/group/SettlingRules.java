package io.txgroup.manager.group;

import static io.txgroup.manager.group.CountedUnits.withSet;
import static io.txgroup.manager.group.CountedUnits.withUnits;

import io.txgroup.manager.group.Member.Trace;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.Settling.Saying;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Optional;

/**
 * What decides a group of which the store may have forgotten something: evidence, and nothing else. All units are known
 * or the run waits; they are frozen one by one; one that is committed settles it with COMMIT, and ROLLBACK needs that
 * every single one is frozen or fenced with nothing committed. Pure. Open for replacement only so that the simulation can
 * prove that it finds a rule that is wrong.
 */
public class SettlingRules {
    private static final long GONE_MILLIS = 30_000;

    /** Whose process lives and has forgotten it. */
    private static final long FORGOTTEN = 1;

    /**
     * Whether somebody who says this of a group without a record waits for its outcome, or knows that something is amiss
     * which nobody else would remember.
     */
    public boolean begins(Message.OfUnit message) {
        boolean tellsOfLoss = message instanceof Message.Acknowledge acknowledge
                && acknowledge.ends().stream()
                        .anyMatch(end -> end.result() == Result.LOST || end.result() == Result.UNPROVEN);
        return tellsOfLoss
                || message instanceof Message.Ask
                || message instanceof Message.Join
                || message instanceof Message.Veto
                || message instanceof Message.Close
                || (message instanceof Settling.Statement statement && statement.saying() != Saying.FORGOTTEN);
    }

    /** The record of a run for a group without one. */
    public Group begin(Message.OfUnit message, Epoch now, long time) {
        return Group.settling(message.groupId(), message.epoch(), now, time);
    }

    /** A record without outcome is of an older epoch: its units are asked, whatever it says of them. */
    public Group anew(Group older, Epoch now, long time) {
        Group begun = older.settledAnew(now, time).withMembers(member -> member.goneSince(0)
                .traced(isUnheard(older, member) ? Trace.UNHEARD : Trace.SOUGHT));
        List<UnitCalls> expected = older.expected();
        return expected == null ? begun : withSet(begun, older.starter(), expected);
    }

    /** In a record that a create has made, whoever joined or closed has told what it holds. */
    private static boolean isUnheard(Group older, Member member) {
        boolean mayHaveTold = older.settledIn() == null && !member.callPaths().isEmpty();
        return member.trace() == Trace.UNHEARD && !mayHaveTold;
    }

    /** What a unit says. */
    public Group heard(Group group, Message.OfUnit message, long now) {
        if (message instanceof Message.Close close) {
            return close.outcome() == Outcome.ROLLBACK
                    ? never(group, close.unit(), now)
                    : advance(closed(group, close), now);
        }
        if (message instanceof Settling.Statement statement) {
            Group stated = stated(group, statement);
            return statement.saying() == Saying.NEVER ? never(stated, statement.unit(), now) : advance(stated, now);
        }
        if (message instanceof Message.Acknowledge acknowledge) {
            return advance(acknowledged(group, acknowledge), now);
        }
        if (message instanceof Message.Join join) {
            return mayKnow(group, join.unit()) ? group.withMember(joined(group, join)) : group;
        }
        boolean asks = message instanceof Message.Ask || message instanceof Message.Veto;
        return asks && mayKnow(group, message.unit()) ? group.withMember(memberOf(group, message.unit())) : group;
    }

    /** A join that leaves out calls which count may be an old one: what they hold, it does not tell. */
    private static Member joined(Group group, Message.Join join) {
        Member member = memberOf(group, join.unit());
        if (!join.callPaths().containsAll(member.callPaths())) {
            return member;
        }
        return member.counted(group.closed() ? member.callPaths() : join.callPaths())
                .holding(join.canPrepare(), join.resources())
                .invoked(new Invoked(join.compensation(), join.invocations()));
    }

    /** Before the set of units is known anybody may belong to it, afterwards nobody else does. */
    private static boolean mayKnow(Group group, UnitId unit) {
        return !group.closed() || group.member(unit).isPresent();
    }

    static Member memberOf(Group group, UnitId unit) {
        return group.member(unit).orElseGet(() -> Member.of(unit));
    }

    /** A starter that never closed with COMMIT, and now never will: no record can ever have said COMMIT. */
    private static Group never(Group group, UnitId starter, long now) {
        boolean isOther = !group.starter().equals(Group.UNKNOWN_STARTER)
                && !group.starter().equals(starter);
        if (isOther || group.state() != GroupState.SETTLING) {
            return group;
        }
        Group known = group.withMember(memberOf(group, starter)).startedBy(starter);
        return settled(known.decided(
                GroupState.ROLLING_BACK, now, "settled by evidence: its starter " + starter + " never closed it"));
    }

    private static Group closed(Group group, Message.Close close) {
        if (!mayKnow(group, close.unit())) {
            return group;
        }
        Member starter = memberOf(group, close.unit())
                .holding(close.canPrepare(), close.resources())
                .invoked(new Invoked(close.compensation(), close.invocations()));
        return group.closed()
                ? group.withMember(starter)
                : withSet(group.withMember(starter.counted(close.own())), close.unit(), close.expected());
    }

    /** What a unit knows: of itself, and who else belongs to the group. */
    private static Group stated(Group group, Settling.Statement statement) {
        UnitId unit = statement.unit();
        Group known = group;
        if (mayKnow(group, unit)) {
            Member member = memberOf(group, unit);
            known = group.withMember(
                    statement.saying() == Saying.FORGOTTEN
                            ? forgotten(member)
                            : said(
                                    group.closed()
                                            ? member
                                            : member.counted(statement.own().callPaths()),
                                    statement));
        }
        Settling.GroupUnits units = statement.units();
        if (!known.closed() && units != null) {
            known = withUnits(known, units);
        }
        return !known.closed() && statement.closed() ? withSet(known, unit, statement.expected()) : known;
    }

    private static Member forgotten(Member member) {
        return isCertain(member) ? member : member.goneSince(FORGOTTEN);
    }

    private static Member said(Member member, Settling.Statement statement) {
        Member known = member.holding(
                        statement.own().canPrepare(), statement.own().resources())
                .shown(statement.ends())
                .goneSince(0);
        if (member.trace() == Trace.COMMITTED) {
            return known;
        }
        return switch (statement.saying()) {
            case COMMITTED -> known.traced(Trace.COMMITTED);
            case NEVER, NOT_COMMITTED -> known.traced(Trace.NONE);
            case UNSURE, FORGOTTEN -> known;
        };
    }

    /** A unit that has ended before the store forgot: what it says is as good as an answer to a freeze. */
    private static Group acknowledged(Group group, Message.Acknowledge acknowledge) {
        if (!mayKnow(group, acknowledge.unit())) {
            return group;
        }
        Member member = memberOf(group, acknowledge.unit());
        boolean commit = acknowledge.outcome() == Outcome.COMMIT || member.trace() == Trace.COMMITTED;
        return group.withMember(member.holding(
                        member.canPrepare(),
                        acknowledge.ends().stream().map(ResourceEnd::resource).toList())
                .shown(acknowledge.ends())
                .traced(commit ? Trace.COMMITTED : Trace.NONE));
    }

    /** What a database says of a unit that can't tell itself. */
    public Group evidence(Group group, Message.Evidence evidence, long now) {
        Optional<Member> found = group.member(evidence.unit()).filter(member -> !isCertain(member));
        if (found.isEmpty() || !group.epoch().equals(evidence.epoch())) {
            return group;
        }
        Member member = found.get();
        List<ResourceEnd> ends = evidence.ends().stream()
                .filter(end -> member.resources().contains(end.resource()) && end.result() != Result.UNPROVEN)
                .toList();
        List<ResourceEnd> certain =
                ends.stream().filter(end -> end.result() != Result.OPEN).toList();
        if (certain.stream().anyMatch(end -> end.result() == Result.COMMITTED)) {
            return advance(group.withMember(member.shown(certain).traced(Trace.COMMITTED)), now);
        }
        if (member.resources().isEmpty() || !covers(ends, member)) {
            return group;
        }
        if (covers(certain, member)) {
            return advance(group.withMember(member.shown(certain).traced(Trace.NONE)), now);
        }
        return member.canPrepare() ? group.withMember(member.traced(Trace.NONE_SO_FAR)) : group;
    }

    private static boolean covers(List<ResourceEnd> ends, Member member) {
        return member.resources().stream()
                .allMatch(name -> ends.stream().anyMatch(end -> end.resource().equals(name)));
    }

    /** The store's time has come to now: who is gone and wrote nothing need not be asked, unless it was the starter. */
    public Group timePassed(Group group, long now) {
        return advance(
                group.withMembers(member -> isGone(member, now)
                                && member.trace() == Trace.SOUGHT
                                && member.resources().isEmpty()
                                && !member.unit().equals(group.starter())
                        ? member.traced(Trace.NONE)
                        : member),
                now);
    }

    /** Records an outcome if the evidence is there. */
    protected Group advance(Group group, long now) {
        if (group.state() != GroupState.SETTLING || !group.closed()) {
            return group;
        }
        Optional<Member> committed = group.members().stream()
                .filter(member -> member.trace() == Trace.COMMITTED)
                .findFirst();
        if (committed.isPresent()) {
            return settled(group.decided(
                    GroupState.COMMITTING,
                    now,
                    "settled by evidence: " + committed.get().unit() + " is committed"));
        }
        return provesRollback(group)
                ? settled(group.decided(
                        GroupState.ROLLING_BACK,
                        now,
                        "settled by evidence: none of its " + group.members().size() + " units is committed"))
                : group;
    }

    /** Whether of every unit it is certain that it is not committed. */
    protected boolean provesRollback(Group group) {
        return group.members().stream().allMatch(member -> member.trace() == Trace.NONE);
    }

    /** What is known to have ended needs no other acknowledgement; in a group that rolls back nothing is lost. */
    private static Group settled(Group group) {
        Outcome outcome = group.outcome().orElseThrow();
        return GroupRules.end(group.withMembers(member -> {
            Member ended = outcome == Outcome.COMMIT
                    ? member
                    : member.withEnds(member.ends().stream()
                            .map(end -> end.result() == Result.LOST
                                    ? new ResourceEnd(end.resource(), Result.ROLLED_BACK, end.detail())
                                    : end)
                            .toList());
            boolean isHeard = !ended.resources().isEmpty() || ended.trace() == Trace.COMMITTED;
            boolean isKnown = isHeard && ended.unknown().isEmpty();
            return isKnown ? ended.acknowledged(outcome, List.of()) : ended;
        }));
    }

    static boolean isCertain(Member member) {
        return member.trace() == Trace.NONE || member.trace() == Trace.COMMITTED;
    }

    /** Whether a member may hold what nobody has told of since the store forgot it. */
    boolean mayHold(Group group, Member member) {
        return group.settledIn() != null && member.trace() == Trace.UNHEARD;
    }

    /** Whether it matters that this member's process is gone. */
    boolean mayBeGone(Member member) {
        return !isCertain(member) && member.goneSince() != FORGOTTEN;
    }

    private static boolean isGone(Member member, long now) {
        return member.goneSince() != 0 && now - member.goneSince() >= GONE_MILLIS;
    }

    /** Whom to freeze. */
    List<Message.ToUnit> wants(Group group) {
        return group.members().stream()
                .filter(member -> !isCertain(member))
                .<Message.ToUnit>map(member -> new Settling.Freeze(group.id(), member.unit(), group.epoch()))
                .toList();
    }

    /** Whether every process is to be asked if it knows the group: nobody has yet told which units belong to it. */
    boolean wantsRecall(Group group) {
        return group.state() == GroupState.SETTLING && !group.closed();
    }

    /**
     * Which units to look for in the databases, since they can't tell themselves. First only what is certain is looked
     * for and nothing prepared is touched; branches are ended when all that was found speaks for a rollback.
     */
    protected List<Settling.Fence> fences(Group group, long now) {
        if (group.state() != GroupState.SETTLING || !group.closed() || !mayFence(group, now)) {
            return List.of();
        }
        List<Settling.Fence> looks = fences(group, Trace.SOUGHT);
        return looks.isEmpty() ? fences(group, Trace.NONE_SO_FAR) : looks;
    }

    /** Only when each unit that lives is frozen; and a starter that wrote nothing leaves nothing to look for. */
    protected boolean mayFence(Group group, long now) {
        return group.members().stream()
                .allMatch(member -> isCertain(member) || (isGone(member, now) && canBeFenced(group, member)));
    }

    private static boolean canBeFenced(Group group, Member member) {
        boolean isSilentStarter =
                member.unit().equals(group.starter()) && member.resources().isEmpty();
        return member.trace() != Trace.UNHEARD && !isSilentStarter;
    }

    private static List<Settling.Fence> fences(Group group, Trace trace) {
        return group.members().stream()
                .filter(member -> member.trace() == trace && !member.resources().isEmpty())
                .map(member -> new Settling.Fence(
                        group.id(),
                        member.unit(),
                        group.epoch(),
                        member.callPaths(),
                        member.canPrepare(),
                        member.resources(),
                        trace == Trace.NONE_SO_FAR))
                .toList();
    }

    /** What the run waits for, and what a person does who does not want to wait. */
    String waitsFor(Group group, long now) {
        List<UnitId> silent = group.members().stream()
                .filter(member -> !isCertain(member))
                .map(Member::unit)
                .toList();
        return "IN DOUBT: the store has forgotten it, and evidence could not settle it for "
                + (now - group.createdAt()) / 1_000 + " s; "
                + (group.closed()
                        ? "nobody can tell what became of " + silent
                        : "nobody who is connected knows all of its units, known are "
                                + group.members().stream().map(Member::unit).toList())
                + ". Nothing is guessed: start the processes that are missing, or let a person look into the services' databases"
                + " for marks of group " + group.id()
                + " (state C: end with COMMIT what is prepared; none anywhere: end it with ROLLBACK)";
    }
}
