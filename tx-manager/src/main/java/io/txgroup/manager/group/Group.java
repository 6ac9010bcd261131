package io.txgroup.manager.group;

import static java.util.Objects.requireNonNull;

import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.compensation.UnitRepair;
import io.txgroup.manager.group.Member.Trace;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.Settling;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The record of one group: one value in the store, changed only as a whole. All times are the store's, in milliseconds.
 *
 * @param id its name
 * @param epoch the shard's epoch at begin
 * @param state where it stands
 * @param label what a person calls the transaction
 * @param starter the unit that opened it
 * @param notAfter past this the create is refused
 * @param createdAt when the record was made
 * @param deadline past this an undecided group is rolled back
 * @param prepareBy past this a group that is PREPARING is rolled back; 0 before
 * @param decidedAt when the outcome was recorded; 0 before
 * @param expected what close(COMMIT) expects of the other units; null until it is recorded
 * @param members the starter's unit, then the others in the order of their joins
 * @param cause why the outcome is what it is, in words for a person; empty before
 * @param settledIn the epoch in which an evidence run made this record, or took it over; null if its create made it
 * @param compensation what is recorded of lost work and its repair; null as long as nothing is lost
 */
public record Group(
        GroupId id,
        Epoch epoch,
        GroupState state,
        String label,
        UnitId starter,
        long notAfter,
        long createdAt,
        long deadline,
        long prepareBy,
        long decidedAt,
        @Nullable List<UnitCalls> expected,
        List<Member> members,
        String cause,
        @Nullable Epoch settledIn,
        @Nullable CompensationRecord compensation) {

    /** How long a group's record stays after its not-after, so that a late create finds it. */
    static final long STUB_MILLIS = 60_000;

    /** Stands for the starter in an evidence run that has not found it. */
    static final UnitId UNKNOWN_STARTER = new UnitId(new ProcessId("unknown", "unknown", "unknown"), "unknown");

    private static final long RUN_LAPSES_MILLIS = 600_000;

    public Group {
        requireNonNull(id, "id is null");
        requireNonNull(epoch, "epoch is null");
        requireNonNull(state, "state is null");
        requireNonNull(starter, "starter is null");
        expected = expected == null ? null : List.copyOf(expected);
        members = List.copyOf(members);
    }

    /** A group that has just been created. */
    public static Group created(
            GroupId id, Epoch epoch, UnitId starter, long notAfter, long now, long deadline, String label) {
        return new Group(
                id,
                epoch,
                GroupState.ACTIVE,
                label,
                starter,
                notAfter,
                now,
                deadline,
                0,
                0,
                null,
                List.of(Member.of(starter)),
                "",
                null,
                null);
    }

    /** The record of an evidence run that has just begun. */
    static Group settling(GroupId id, Epoch epoch, Epoch settledIn, long now) {
        return new Group(
                id,
                epoch,
                GroupState.SETTLING,
                "",
                UNKNOWN_STARTER,
                now + 10_000,
                now,
                now,
                0,
                0,
                null,
                List.of(),
                "",
                settledIn,
                null);
    }

    /** The same units in an evidence run that begins now: whatever was found out before may be old. */
    Group settledAnew(Epoch in, long now) {
        return new Group(
                id,
                epoch,
                state == GroupState.SETTLING ? state : state.to(GroupState.SETTLING),
                label,
                starter,
                notAfter,
                now,
                deadline,
                0,
                0,
                expected,
                members,
                "",
                in,
                null);
    }

    /** Its starter is known. */
    Group startedBy(UnitId unit) {
        return new Group(
                id,
                epoch,
                state,
                label,
                unit,
                notAfter,
                createdAt,
                deadline,
                prepareBy,
                decidedAt,
                expected,
                members,
                cause,
                settledIn,
                compensation);
    }

    /** The epoch in which this record was made; in a later one the store may have forgotten what it said. */
    public Epoch recordEpoch() {
        return settledIn == null ? epoch : settledIn;
    }

    /** All units with what they hold, so that whoever hears it can tell when the store has forgotten them. */
    Settling.GroupUnits units() {
        return new Settling.GroupUnits(
                starter,
                members.stream()
                        .map(member -> new Settling.UnitWork(
                                member.unit(), member.callPaths(), member.canPrepare(), member.resources()))
                        .toList());
    }

    /** What an outcome comes from. */
    Settling.Source source() {
        boolean commit = outcome().filter(Outcome.COMMIT::equals).isPresent();
        return new Settling.Source(recordEpoch(), commit ? units() : null);
    }

    /** The outcome, once it is recorded. */
    public Optional<Outcome> outcome() {
        return state.outcome();
    }

    /** Whether the starter's close(COMMIT) is recorded. */
    public boolean closed() {
        return expected != null;
    }

    /** The member of exactly that name. */
    public Optional<Member> member(UnitId unit) {
        return members.stream().filter(member -> member.unit().equals(unit)).findFirst();
    }

    /** The member that lives in that process, whatever its token. */
    public Optional<Member> memberIn(ProcessId process) {
        return members.stream()
                .filter(member -> member.unit().process().equals(process))
                .findFirst();
    }

    /** The members of which an acknowledgement is still needed. */
    public List<Member> unacknowledged() {
        return members.stream().filter(member -> !member.hasEnded()).toList();
    }

    /** The members that said that they did something else than the outcome. */
    public List<Member> contradicting() {
        return members.stream()
                .filter(member -> outcome().filter(member::contradicts).isPresent())
                .toList();
    }

    /** Whether it is worth while to look into databases: a member held something, and nobody knows how that ended. */
    private boolean awaitsProof() {
        return members.stream().anyMatch(member -> !member.unknown().isEmpty());
    }

    /** The expected units that have not joined with every expected call path. */
    public List<UnitCalls> missing() {
        if (expected == null) {
            return List.of();
        }
        return expected.stream()
                .filter(calls -> member(calls.unit())
                        .filter(member -> calls.within(member.callPaths()))
                        .isEmpty())
                .toList();
    }

    /**
     * When the group next needs somebody's attention, as a time of the store; empty when it has ended. An undecided
     * group is looked at again at its deadline, or soon if it waits for units; a decided one is told again with a
     * patience that grows with its age.
     */
    public Optional<Long> due(long now) {
        return switch (state) {
            case ACTIVE -> Optional.of(closed() ? Math.min(deadline, now + 500) : deadline);
            case PREPARING -> Optional.of(Math.min(prepareBy, now + 1_000));
            case COMMITTING -> Optional.of(now + patience(now, awaitsProof() ? 10_000 : 60_000));
            case ROLLING_BACK -> Optional.of(now + patience(now, 60_000));
            case SETTLING -> Optional.of(now + Math.max(500, Math.min(10_000, (now - createdAt) / 4)));
            case COMPENSATING, PARKED -> Optional.of(compensationDue(now));
            case COMMITTED, RESOLVED -> endToTell().map(Telling::nextAt);
            case ROLLED_BACK, ABANDONED -> Optional.empty();
        };
    }

    private long compensationDue(long now) {
        long due = now + patience(now, unacknowledged().size() > lost().size() ? 60_000 : 300_000);
        if (compensation == null) {
            return due;
        }
        if (compensation.created().isOpen()) {
            return Math.min(due, compensation.created().nextAt());
        }
        return Math.min(due, CompensationSteps.due(this, compensation));
    }

    /** Whether something is done by itself about the lost work of that unit. */
    boolean isAtWork(UnitRepair repair) {
        return state == GroupState.COMPENSATING
                && compensation != null
                && (compensation.discarding() || repair.goesOn())
                && member(repair.unit())
                        .filter(member -> !member.lost().isEmpty())
                        .isPresent();
    }

    /** The members whose work is lost. */
    List<Member> lost() {
        return members.stream().filter(member -> !member.lost().isEmpty()).toList();
    }

    /** What the callback is still to be told of a compensation that is over. */
    private Optional<Telling> endToTell() {
        return Optional.ofNullable(compensation).map(CompensationRecord::ended).filter(Telling::isOpen);
    }

    private long patience(long now, long longest) {
        return Math.max(1_000, Math.min(longest, (now - decidedAt) / 2));
    }

    /**
     * Until when an ended group's record must stay; the store may forget it after that. What was compensated is kept for
     * longer, and at least until the callback was told. An evidence run that knows nothing lapses when there was no news for
     * ten minutes: who still waits for it asks, and so begins it anew. One that has found out anything stays: its units may
     * die, and nobody could tell it again.
     */
    public Optional<Long> expiry(long now) {
        if (state == GroupState.SETTLING) {
            return knowsNothing() ? Optional.of(now + RUN_LAPSES_MILLIS) : Optional.empty();
        }
        if (!state.ended() || endToTell().isPresent()) {
            return Optional.empty();
        }
        long stub = Math.max(notAfter, now) + STUB_MILLIS;
        return Optional.of(compensation == null ? stub : Math.max(stub, compensation.keepUntil()));
    }

    private boolean knowsNothing() {
        return !closed()
                && members.stream()
                        .noneMatch(member -> member.trace() == Trace.COMMITTED || member.trace() == Trace.NONE);
    }

    Group withMember(Member changed) {
        List<Member> all = new ArrayList<>(members);
        all.replaceAll(old -> old.unit().equals(changed.unit()) ? changed : old);
        if (member(changed.unit()).isEmpty()) {
            all.add(changed);
        }
        return with(state, prepareBy, decidedAt, expected, all, cause);
    }

    /** With these members and no others. */
    Group withOnly(List<Member> all) {
        return with(state, prepareBy, decidedAt, expected, all, cause);
    }

    Group withMembers(UnaryOperator<Member> change) {
        return with(
                state,
                prepareBy,
                decidedAt,
                expected,
                members.stream().map(change).toList(),
                cause);
    }

    Group withExpected(List<UnitCalls> calls) {
        return with(state, prepareBy, decidedAt, calls, members, cause);
    }

    Group preparing(long by) {
        return with(state.to(GroupState.PREPARING), by, decidedAt, expected, members, cause);
    }

    Group decided(GroupState next, long now, String why) {
        return with(state.to(next), prepareBy, now, expected, members, why);
    }

    /** It is over: what its units would run to do lost work again is needed no more, unless it was. */
    Group ended(GroupState next) {
        List<Member> all = compensation == null
                ? members.stream()
                        .map(member -> member.invoked(Invoked.NOTHING))
                        .toList()
                : members;
        return with(state.to(next), prepareBy, decidedAt, expected, all, cause);
    }

    /** Its compensation stands so now, and the state with it. */
    Group compensated(GroupState next, CompensationRecord record) {
        return new Group(
                id,
                epoch,
                next == state ? state : state.to(next),
                label,
                starter,
                notAfter,
                createdAt,
                deadline,
                prepareBy,
                decidedAt,
                expected,
                members,
                cause,
                settledIn,
                record);
    }

    private Group with(
            GroupState newState,
            long newPrepareBy,
            long newDecidedAt,
            @Nullable List<UnitCalls> newExpected,
            List<Member> newMembers,
            String newCause) {
        return new Group(
                id,
                epoch,
                newState,
                label,
                starter,
                notAfter,
                createdAt,
                deadline,
                newPrepareBy,
                newDecidedAt,
                newExpected,
                newMembers,
                newCause,
                settledIn,
                compensation);
    }
}
