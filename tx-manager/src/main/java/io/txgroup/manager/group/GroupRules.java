package io.txgroup.manager.group;

import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.group.Member.Vote;
import io.txgroup.protocol.AskFinished;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Finished;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Prove;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an event does to a group, and what is said then. Pure: every method takes a record and gives a record, the very
 * same one if nothing changes. {@link GroupState} has the table; a method here is a line of it. Open for replacement
 * only so that the simulation can prove that it finds a rule that is wrong.
 */
public class GroupRules {
    private static final long PREPARE_LIMIT_MILLIS = 10_000;
    private static final long GONE_MILLIS = 300_000;

    private final String home;
    private final SettlingRules settling;
    private final CompensatingRules compensating;

    /**
     * @param home the name of the manager that applies these rules
     */
    public GroupRules(String home) {
        this(home, new CompensatingRules(CompensationPolicies.fixed(CompensationPolicy.DEFAULT)));
    }

    /** With other rules for lost work, or with other policies. */
    public GroupRules(String home, CompensatingRules compensating) {
        this(home, new SettlingRules(), compensating);
    }

    /** With other rules for what the store may have forgotten, too. */
    protected GroupRules(String home, SettlingRules settling, CompensatingRules compensating) {
        this.home = home;
        this.settling = settling;
        this.compensating = compensating;
    }

    /** The rules for what the store may have forgotten. */
    public final SettlingRules settling() {
        return settling;
    }

    /** The rules for committed work that is lost. */
    public final CompensatingRules compensating() {
        return compensating;
    }

    /** What a unit's message does. */
    public Group apply(Group group, Message.OfUnit message, long now) {
        if (group.state() == GroupState.SETTLING) {
            return settling.heard(group, message, now);
        }
        if (message instanceof Message.Join join) {
            return join(group, join, now);
        }
        if (message instanceof Message.Close close) {
            return close(group, close, now);
        }
        if (message instanceof Message.Veto veto) {
            return undecided(group) ? rollBack(group, now, veto.unit() + " said no: " + veto.reason()) : group;
        }
        if (message instanceof Message.Prepared prepared) {
            return prepared(group, prepared, now);
        }
        if (message instanceof Message.Acknowledge acknowledge) {
            return acknowledge(group, acknowledge);
        }
        return group;
    }

    /** A unit says yes for call paths. Too late, or of another token than the one that is known: it is no member. */
    protected Group join(Group group, Message.Join join, long now) {
        Optional<Member> known = group.member(join.unit());
        boolean repeated = known.isPresent() && known.get().callPaths().containsAll(join.callPaths());
        if (!undecided(group) || repeated || !mayJoin(group, join)) {
            return group;
        }
        Member member = known.orElseGet(() -> Member.of(join.unit()))
                .joined(join.callPaths(), join.canPrepare(), join.resources())
                .invoked(new Invoked(join.compensation(), join.invocations()));
        return group.state() == GroupState.PREPARING
                ? rollBack(group.withMember(member), now, "joined with more than was expected: " + join.unit())
                : advance(group.withMember(member), now);
    }

    /** Whether the group still takes this unit in. */
    protected boolean mayJoin(Group group, Message.Join join) {
        Optional<Member> sameProcess = group.memberIn(join.unit().process());
        if (sameProcess.isPresent() && !sameProcess.get().unit().equals(join.unit())) {
            return false;
        }
        return group.expected() == null
                || sameProcess.isPresent()
                || group.expected().stream().anyMatch(calls -> calls.unit().equals(join.unit()));
    }

    /** The starter is through. A second close changes nothing, but a ROLLBACK always has its way until the decision. */
    protected Group close(Group group, Message.Close close, long now) {
        if (!undecided(group) || !close.unit().equals(group.starter())) {
            return group;
        }
        Group heard = group.withMember(group.member(group.starter())
                .orElseGet(() -> Member.of(group.starter()))
                .joined(close.own(), close.canPrepare(), close.resources())
                .invoked(new Invoked(close.compensation(), close.invocations())));
        if (close.outcome() == Outcome.ROLLBACK) {
            return rollBack(heard, now, "the starter closed with ROLLBACK: " + close.reason());
        }
        return group.closed() ? group : advance(heard.withExpected(close.expected()), now);
    }

    /** A unit's answer to prepare: the first one sticks. */
    protected Group prepared(Group group, Message.Prepared prepared, long now) {
        Optional<Member> member = group.member(prepared.unit()).filter(known -> known.vote() == Vote.NONE);
        if (group.state() != GroupState.PREPARING || member.isEmpty()) {
            return group;
        }
        Group voted = group.withMember(member.get().voted(prepared.yes() ? Vote.YES : Vote.NO));
        return prepared.yes()
                ? advance(voted, now)
                : rollBack(voted, now, prepared.unit() + " can't prepare: " + prepared.reason());
    }

    /**
     * A unit has ended its resources: the first word is kept, also if it contradicts the outcome. Once a compensation has
     * begun, that something was lost is old news.
     */
    protected Group acknowledge(Group group, Message.Acknowledge acknowledge) {
        Optional<Member> member = group.member(acknowledge.unit());
        if (group.outcome().isEmpty() || group.state().ended() || member.isEmpty()) {
            return group;
        }
        List<ResourceEnd> ends = group.compensation() == null
                ? acknowledge.ends()
                : acknowledge.ends().stream()
                        .filter(end -> end.result() != ResourceEnd.Result.LOST)
                        .toList();
        return end(group.withMember(member.get().acknowledged(acknowledge.outcome(), ends)));
    }

    /** Any process of a unit's service shows how resources of the unit ended. */
    public Group evidence(Group group, Message.Evidence evidence, long now) {
        if (group.state() == GroupState.SETTLING) {
            return settling.evidence(group, evidence, now);
        }
        if (group.compensation() != null) {
            return compensating.shown(group, evidence);
        }
        Group shown = Recovering.shown(group, evidence);
        return shown.equals(group) ? group : end(shown);
    }

    /** The store's time has come to now: deadlines pass. */
    public Group timePassed(Group group, long now) {
        if (group.state() == GroupState.ACTIVE && now >= group.deadline()) {
            boolean nobodyCame = !group.closed() && group.members().size() == 1;
            String why = "the deadline passed " + (now - group.deadline()) + " ms ago, members="
                    + group.members().size() + ", missing=" + group.missing().size();
            return nobodyCame
                    ? group.decided(GroupState.ABANDONED, now, "nobody joined or closed until the deadline")
                    : rollBack(group, now, why);
        }
        if (group.state() == GroupState.PREPARING && now >= group.prepareBy()) {
            return rollBack(group, now, "not every unit had prepared after " + PREPARE_LIMIT_MILLIS + " ms");
        }
        return group.state() == GroupState.SETTLING ? settling.timePassed(group, now) : group;
    }

    /** Whether the word of this member's process is needed no more once it has been gone for long enough. */
    public boolean mayBeGone(Group group, Member member) {
        if (member.acknowledged() != null) {
            return false;
        }
        return switch (group.state()) {
            case COMMITTING, COMPENSATING, PARKED -> member.resources().isEmpty() && !settling.mayHold(group, member);
            case ROLLING_BACK -> true;
            case SETTLING -> settling.mayBeGone(member);
            case ACTIVE, PREPARING, COMMITTED, RESOLVED, ROLLED_BACK, ABANDONED -> false;
        };
    }

    /**
     * The process of a member is there, or is missed: after five minutes its sessions are gone, and what they held. What
     * it has prepared is rolled back by whoever finds it, also when the record is gone.
     */
    public Group presence(Group group, UnitId unit, boolean present, long now) {
        Optional<Member> found = group.member(unit).filter(member -> mayBeGone(group, member));
        if (found.isEmpty()) {
            return group;
        }
        Member member = found.get();
        if (present) {
            return member.goneSince() == 0 ? group : group.withMember(member.goneSince(0));
        }
        if (member.goneSince() == 0) {
            return group.withMember(member.goneSince(now));
        }
        if (group.state() == GroupState.SETTLING || now - member.goneSince() < GONE_MILLIS) {
            return group;
        }
        return end(group.withMember(member.gone(group.outcome().orElseThrow())));
    }

    /** Takes an undecided group as far as it can go. */
    protected Group advance(Group group, long now) {
        if (!undecided(group) || !group.closed()) {
            return group;
        }
        Optional<Member> unexpected = group.members().stream()
                .filter(member -> !expects(group, member))
                .findFirst();
        if (unexpected.isPresent()) {
            return rollBack(
                    group,
                    now,
                    "joined but not expected: " + unexpected.get().unit()
                            + unexpected.get().callPaths());
        }
        if (!complete(group)) {
            return group;
        }
        if (group.state() == GroupState.ACTIVE && group.members().stream().anyMatch(Member::canPrepare)) {
            return group.preparing(Math.min(group.deadline(), now + PREPARE_LIMIT_MILLIS));
        }
        boolean everyYes = group.members().stream().allMatch(member -> member.vote() == Vote.YES);
        return group.state() == GroupState.ACTIVE || everyYes
                ? group.decided(GroupState.COMMITTING, now, "every unit said yes")
                : group;
    }

    /** Whether everything has joined that close expects. */
    protected boolean complete(Group group) {
        return group.missing().isEmpty();
    }

    /** Whether close expects this member with each of its call paths; the starter's own method needs no mention. */
    protected boolean expects(Group group, Member member) {
        if (group.expected() == null) {
            return true;
        }
        Set<CallPath> unexpected = new TreeSet<>(member.callPaths());
        group.expected().stream()
                .filter(calls -> calls.unit().equals(member.unit()))
                .forEach(calls -> unexpected.removeAll(calls.callPaths()));
        if (member.unit().equals(group.starter())) {
            unexpected.remove(CallPath.ROOT);
            return unexpected.isEmpty();
        }
        boolean named = group.expected().stream().anyMatch(calls -> calls.unit().equals(member.unit()));
        return named && unexpected.isEmpty();
    }

    /**
     * What is answered to a unit's message, now that the group is as given. A {@link Message.Tell} may leave only when
     * the gate was passed.
     */
    public Optional<Message.ToUnit> answer(Group group, Message.OfUnit message) {
        if (message instanceof Message.Create create) {
            return Optional.of(Answers.created(group, create, home));
        }
        if (message instanceof Message.Acknowledge) {
            return Optional.of(new Message.Acknowledged(group.id(), message.unit()));
        }
        boolean isStatement = message instanceof Settling.Statement;
        if (message instanceof Message.Prepared || (isStatement && undecided(group))) {
            return Optional.empty();
        }
        if (group.outcome().isPresent()) {
            return Optional.of(tell(group, message.unit()));
        }
        if (message instanceof Message.Join join && group.state() != GroupState.SETTLING) {
            return Optional.of(
                    group.member(join.unit()).isPresent()
                            ? new Message.JoinAnswer(group.id(), join.unit(), join.callPaths())
                            : Answers.notAMember(group, join.unit(), "its caller does not expect it"));
        }
        return Optional.of(new Message.Undecided(group.id(), message.unit(), Message.Undecided.Why.RUNNING));
    }

    /** Whether a word may leave only when it is certain that the store will not forget what it says. */
    public boolean needsGate(Message.ToClient word) {
        return word instanceof Message.Tell
                || word instanceof Message.Acknowledged
                || word instanceof Message.Ended
                || word instanceof Message.BranchOutcome
                || word instanceof Message.EvidenceNoted
                || word instanceof Settling.Freeze
                || (word instanceof Message.Found found && found.known().isOutcome());
    }

    /** What somebody is told who asks how the group stands, and is none of its units. */
    public Message.Found find(Group group, Message.Find find, ProcessId from, long now) {
        return Finding.of(group, find, from, now);
    }

    /** What a process is told that has found a prepared branch of the group; nothing, if the branch is not its service's. */
    public Optional<Message.OfBranch> branch(Group group, Message.AskForBranch ask, ProcessId from) {
        return Recovering.branch(group, ask, from);
    }

    /** What is told of a prepared branch of whose group the store has no record. */
    public Message.OfBranch branchAbsent(Message.AskForBranch ask, Epoch now) {
        return Recovering.absent(ask, now);
    }

    /** Which groups are over: absent in the epoch in which they began. In another one absence tells nothing. */
    public Optional<Finished> finished(AskFinished ask, GroupStore.Absent absent) {
        return Recovering.finished(ask, absent);
    }

    /** Of which units a proof is wanted now; each is asked of any process of the unit's service. */
    public List<Prove> wantsProof(Group group, long now) {
        return Recovering.wanted(group, now);
    }

    /** What the group wants of its units now, unasked. */
    public List<Message.ToUnit> wants(Group group) {
        List<Message.ToUnit> wants = new ArrayList<>();
        switch (group.state()) {
            case ACTIVE -> group.missing().forEach(calls -> wants.add(new Message.JoinNow(group.id(), calls.unit())));
            case PREPARING -> {
                for (Member member : group.members()) {
                    if (member.vote() == Vote.NONE) {
                        wants.add(new Message.Prepare(
                                group.id(), member.unit(), group.epoch(), member.callPaths(), group.units()));
                    }
                }
            }
            case COMMITTING, COMPENSATING, PARKED, ROLLING_BACK -> {
                for (Member member : group.members()) {
                    if (member.acknowledged() == null) {
                        wants.add(tell(group, member.unit()));
                    }
                }
            }
            case COMMITTED -> wants.add(new Message.Ended(group.id(), group.starter(), Outcome.COMMIT));
            case SETTLING -> wants.addAll(settling.wants(group));
            case RESOLVED, ROLLED_BACK, ABANDONED -> {}
        }
        return wants;
    }

    /** The outcome for one unit: who is no member is told ROLLBACK, for nobody counted on it. */
    protected Message.Tell tell(Group group, UnitId unit) {
        Optional<Member> member = group.member(unit);
        if (member.isEmpty()) {
            return Answers.notAMember(group, unit, group.cause());
        }
        return new Message.Tell(
                group.id(),
                unit,
                group.outcome().orElseThrow(),
                member.get().callPaths(),
                group.cause(),
                group.source());
    }

    /** What is answered where the store has no record. In the same epoch it was never committed; only a holder is told so. */
    public Optional<Message.ToUnit> answerAbsent(Message.OfUnit message, boolean sameEpoch) {
        return Answers.absent(message, sameEpoch);
    }

    private static boolean undecided(Group group) {
        return group.outcome().isEmpty();
    }

    private static Group rollBack(Group group, long now, String why) {
        return group.decided(GroupState.ROLLING_BACK, now, why);
    }

    static Group end(Group group) {
        boolean goesOn =
                !group.unacknowledged().isEmpty() || !group.contradicting().isEmpty();
        if (goesOn || group.compensation() != null) {
            return group; // how a compensation ends, its own rules say
        }
        return group.ended(group.state() == GroupState.COMMITTING ? GroupState.COMMITTED : GroupState.ROLLED_BACK);
    }
}
