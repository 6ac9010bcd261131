package io.txgroup.manager.group;

import static java.util.Objects.requireNonNull;

import io.txgroup.manager.compensation.Attempt;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.LostWork;
import io.txgroup.manager.compensation.Order;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.compensation.UnitRepair;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.protocol.UnitId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of a committed group in which work is lost: the record is opened when everything is known, the callback is
 * told, then the work is done again or discarded, and the record ends when no tombstone is left. That a redo happens once
 * only, the databases see to; what is written here decides when somebody is asked, and when a person is. Pure. Open for
 * replacement only so that the simulation can prove that it finds a rule that is wrong.
 */
public class CompensatingRules {
    private static final long SHORTEST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final String BY_REPLAY = "the starter's method does it again (compensation = STARTER)";

    private final CompensationPolicies policies;
    private final ReplayRules replays;

    /** Rules that ask for the policies whenever they need one. */
    public CompensatingRules(CompensationPolicies policies) {
        this.policies = requireNonNull(policies, "policies is null");
        this.replays = new ReplayRules(policies, this::isSettled);
    }

    /** The rules for a replay of the whole group. */
    final ReplayRules replays() {
        return replays;
    }

    private static boolean isOpen(Group group) {
        return group.state() == GroupState.COMPENSATING || group.state() == GroupState.PARKED;
    }

    /** What holds for the record as a whole: the most careful of what its services want. */
    private CompensationPolicy policy(CompensationRecord record) {
        return record.units().stream()
                .map(repair -> policies.of(repair.unit().service()))
                .reduce(CompensationPolicy::withCareOf)
                .orElseGet(() -> policies.of(""));
    }

    /** Takes a group as far as it can go after whatever has happened: a record begins, is parked, or ends. */
    public Group advance(Group known, long now) {
        if (known.state() == GroupState.COMMITTING) {
            return opens(known) ? opened(known, now) : known;
        }
        Group group = replays.advance(known, now);
        CompensationRecord record = group.compensation();
        if (record == null || !isOpen(group)) {
            return group;
        }
        if (isWhole(group)) {
            boolean discarded = group.members().stream()
                    .flatMap(member -> member.ends().stream())
                    .anyMatch(end -> end.result() == Result.DISCARDED);
            return (discarded ? resumed(group, record) : group)
                    .compensated(
                            discarded ? GroupState.RESOLVED : GroupState.COMMITTED,
                            record.over(now, policy(record).retention().toMillis()));
        }
        if (group.state() == GroupState.PARKED || group.lost().isEmpty()) {
            return group;
        }
        if (!group.contradicting().isEmpty()) {
            return parked(group, record, "some of it ended otherwise than was decided, or in two ways");
        }
        boolean goesOn = record.created().isOpen() || isAtWork(group, record);
        return goesOn ? group : parked(group, record, reasons(group, record));
    }

    /** Whether anything is done about it by itself, as soon as the callback is told. */
    static boolean isAtWork(Group group, CompensationRecord record) {
        return record.discarding() || record.units().stream().anyMatch(group::isAtWork) || ReplayRules.isAtWork(group);
    }

    /**
     * A copy that is still PARKED may meet the end of a discard that was ordered at another manager: it has missed that
     * order, so the write that follows will meet the newer record.
     */
    private static Group resumed(Group group, CompensationRecord record) {
        return group.state() == GroupState.PARKED ? group.compensated(GroupState.COMPENSATING, record) : group;
    }

    /** Whether everything that the group held is known, and something is lost: before, a redo could meet a late original. */
    protected boolean opens(Group group) {
        return !group.lost().isEmpty()
                && group.contradicting().isEmpty()
                && group.members().stream()
                        .allMatch(member -> member.unknown().isEmpty() && !mayHoldMore(group, member));
    }

    /** A unit of which an evidence run was told only by others may hold what nobody has named. */
    private static boolean mayHoldMore(Group group, Member member) {
        return group.settledIn() != null && member.trace() == Member.Trace.UNHEARD && member.acknowledged() == null;
    }

    /** Whether nothing is lost any more, and every unit has acknowledged. */
    protected boolean isWhole(Group group) {
        return group.unacknowledged().isEmpty() && group.contradicting().isEmpty();
    }

    /**
     * Whether an attempt of a replay that is to be committed is over: once it is known of all that it was to repair how that has
     * ended. Before, some of it may still be committed, so that the next attempt would not begin with what is true.
     */
    protected boolean isSettled(StarterReplay replay, List<LostWork> unknown) {
        return unknown.isEmpty();
    }

    private Group opened(Group group, long now) {
        Optional<StarterReplay> replay = replays.opened(group, now);
        if (replay.isPresent()) {
            List<UnitRepair> units = group.lost().stream()
                    .map(member ->
                            UnitRepair.of(member.unit(), now, replay.get().barred(), BY_REPLAY))
                    .toList();
            return group.compensated(GroupState.COMPENSATING, CompensationRecord.opened(now, units, replay.get()));
        }
        List<UnitRepair> units = group.lost().stream()
                .map(member -> UnitRepair.of(
                        member.unit(),
                        now,
                        member.invoked().barred(member.callPaths()),
                        policies.of(member.unit().service()).enabled()
                                ? ""
                                : "the policy for " + member.unit().service() + " says that a person decides"))
                .toList();
        return group.compensated(GroupState.COMPENSATING, CompensationRecord.opened(now, units));
    }

    static Group parked(Group group, CompensationRecord record, String why) {
        return group.compensated(GroupState.PARKED, record.why(why));
    }

    static String reasons(Group group, CompensationRecord record) {
        StarterReplay replay = record.replay();
        if (replay != null) {
            return "replay by " + group.starter().service() + ": " + replay.reason();
        }
        return record.units().stream()
                .filter(repair ->
                        group.lost().stream().anyMatch(member -> member.unit().equals(repair.unit())))
                .map(repair -> repair.unit() + ": " + repair.reason())
                .collect(Collectors.joining("; "));
    }

    /** The store's time has come to now: whoever is due is asked or told, which is written before it is done. */
    public Group timePassed(Group group, long now) {
        CompensationRecord record = group.compensation();
        if (record == null) {
            return group;
        }
        Telling end = record.ended();
        if (group.state().ended()) {
            return end != null && end.isOpen() && now >= end.nextAt()
                    ? group.compensated(group.state(), record.ended(end.begun(now)))
                    : group;
        }
        if (record.created().isOpen()) {
            return now >= record.created().nextAt()
                    ? group.compensated(
                            group.state(), record.created(record.created().begun(now)))
                    : group;
        }
        Group asked = group.compensated(
                group.state(),
                record.units(repair -> group.isAtWork(repair) && now >= repair.nextAt() ? repair.asked(now) : repair));
        return replays.timePassed(asked, now);
    }

    /** A database shows what became of lost work: a redo was faster, or it is discarded. That it was lost is no news. */
    public Group shown(Group group, Message.Evidence evidence) {
        Optional<Member> member = group.member(evidence.unit());
        if (member.isEmpty() || !isOpen(group) || !group.epoch().equals(evidence.epoch())) {
            return group;
        }
        return group.withMember(mended(member.get(), evidence.ends()));
    }

    static Member mended(Member member, List<ResourceEnd> ends) {
        List<ResourceEnd> news = ends.stream()
                .filter(end -> member.resources().contains(end.resource()))
                .filter(end -> end.result() == Result.COMMITTED || end.result() == Result.DISCARDED)
                .toList();
        return member.mended(news).shown(news);
    }

    /** A redo has ended. What it committed counts whenever it is told; the next try follows on the current one only. */
    public Group redone(Group group, ProcessId from, RedoEnded ended, long now) {
        CompensationRecord record = group.compensation();
        Optional<Member> known = group.member(ended.unit());
        Optional<UnitRepair> repair = record == null ? Optional.empty() : record.unit(ended.unit());
        if (record == null
                || known.isEmpty()
                || repair.isEmpty()
                || !isOpen(group)
                || !group.epoch().equals(ended.epoch())) {
            return group;
        }
        Member mended = mended(
                known.get(),
                ended.ends().stream()
                        .filter(end -> end.result() == Result.COMMITTED)
                        .toList());
        boolean isCurrent = ended.attempt() == repair.get().attempt();
        if (!isCurrent && mended.equals(known.get())) {
            return group;
        }
        CompensationRecord tried = record.tried(
                new Attempt(ended.unit(), ended.attempt(), now, from.toString(), ended.result(), ended.detail()));
        if (isCurrent && !record.discarding()) {
            UnitRepair next = mended.lost().isEmpty() ? repair.get().next(now, 0) : next(repair.get(), ended, now);
            tried = tried.units(unit -> unit.unit().equals(ended.unit()) ? next : unit);
        }
        return group.withMember(mended).compensated(group.state(), tried);
    }

    private UnitRepair next(UnitRepair repair, RedoEnded ended, long now) {
        CompensationPolicy policy = policies.of(repair.unit().service());
        return switch (ended.result()) {
            case BUSY -> {
                long pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, policy.backoffMillis(1)));
                yield repair.next(now + pause, repair.inVain());
            }
            case DIFFERS, CANNOT -> repair.stop(CompensationRecord.cut(ended.result() + " - " + ended.detail()));
            case REPAIRED, FAILED -> {
                int inVain = repair.inVain() + 1;
                yield policy.enabled() && inVain < policy.attempts()
                        ? repair.next(now + policy.backoffMillis(inVain), inVain)
                        : repair.stop(CompensationRecord.cut(inVain + " of " + policy.attempts()
                                + " attempts failed, the last one with: " + ended.detail()));
            }
        };
    }

    /**
     * The callback has answered, or could not be told. What an operator has ordered meanwhile stands above its wish.
     *
     * @param number which try this was, from 1
     */
    public Group replied(Group group, CompensationEvent.Kind kind, int number, CallbackReply reply, long now) {
        CompensationRecord record = group.compensation();
        if (record == null) {
            return group;
        }
        boolean isEnd = kind == CompensationEvent.Kind.ENDED;
        Telling telling = isEnd ? record.ended() : record.created();
        if (telling == null || !telling.isOpen() || !isNews(telling, number, reply)) {
            return group;
        }
        Telling told = told(telling, reply, record, now);
        if (isEnd) {
            return group.compensated(group.state(), record.ended(told));
        }
        if (!isOpen(group)) {
            return group;
        }
        Group known = group.compensated(group.state(), record.created(told));
        boolean isFree = group.state() == GroupState.COMPENSATING
                && record.orders().stream().allMatch(order -> order.by().equals(Order.CALLBACK));
        return isFree && !told.isOpen() ? decided(known, told, now) : unheeded(known);
    }

    /** What an operator holds stays held; what the callback wants meanwhile is for whoever lets it go on. */
    private static Group unheeded(Group group) {
        CompensationRecord record = requireNonNull(group.compensation(), "there is no compensation");
        return group.state() == GroupState.PARKED
                ? CompensationOrders.unheeded(record)
                        .map(wish -> parked(group, record, record.why() + "; " + wish))
                        .orElse(group)
                : group;
    }

    /** An answer counts whenever it comes; that there was none says nothing of a later try, which may be answered. */
    private static boolean isNews(Telling telling, int number, CallbackReply reply) {
        return !(reply instanceof CallbackReply.Unreachable) || number == telling.tries();
    }

    private Group decided(Group group, Telling told, long now) {
        CompensationRecord record = requireNonNull(group.compensation(), "there is no compensation");
        CallbackReply.Choice choice = told.choice();
        if (choice == CallbackReply.Choice.HOLD) {
            Order order = new Order(now, Order.CALLBACK, Order.Kind.HOLD, told.note());
            return parked(group, record.ordered(order), "the callback says hold: " + told.note());
        }
        if (choice == CallbackReply.Choice.DISCARD) {
            return group.compensated(
                    group.state(),
                    record.ordered(new Order(now, Order.CALLBACK, Order.Kind.DISCARD, told.note()))
                            .at(now));
        }
        boolean holds =
                told.result() == Telling.Result.GIVEN_UP && policy(record).unreachable() == WhenUnreachable.HOLD;
        return holds
                ? parked(
                        group,
                        record,
                        "the callback could not be told in " + told.tries() + " tries, and the policy is to hold then: "
                                + told.note())
                : group.compensated(group.state(), record.at(now));
    }

    /** How far it is told now: of a begin as often as the policy says, of an end as long as the record would be kept. */
    private Telling told(Telling telling, CallbackReply reply, CompensationRecord record, long now) {
        if (reply instanceof CallbackReply.Decision decision) {
            return telling.ended(Telling.Result.TOLD, now, decision.choice(), CompensationRecord.cut(decision.note()));
        }
        if (reply instanceof CallbackReply.Unreachable unreachable) {
            CompensationPolicy policy = policy(record);
            String why = CompensationRecord.cut(unreachable.reason());
            boolean isLast = record.endedAt() == 0 ? telling.tries() >= policy.attempts() : now >= record.keepUntil();
            return isLast
                    ? telling.ended(Telling.Result.GIVEN_UP, now, null, why)
                    : telling.again(now + policy.backoffMillis(telling.tries()), why);
        }
        boolean nobody = reply instanceof CallbackReply.NoCallback;
        return telling.ended(nobody ? Telling.Result.NOBODY : Telling.Result.TOLD, now, null, "");
    }

    /** What a person should know of a group whose lost work is not mended yet. */
    String waitsFor(Group group, long now) {
        CompensationRecord record = requireNonNull(group.compensation(), "there is no compensation");
        List<UnitId> lost = group.lost().stream().map(Member::unit).toList();
        String since = group.state() + " for " + (now - record.since()) / 1_000 + " s, work of " + lost + " is lost; ";
        return group.state() == GroupState.PARKED
                ? since + "a person decides, since " + record.why() + ". Repair it now, resume it, or discard it"
                : since + (record.discarding() ? "it is being discarded" : "it is being done again") + ", "
                        + record.attempts().size() + " attempts have ended";
    }
}
