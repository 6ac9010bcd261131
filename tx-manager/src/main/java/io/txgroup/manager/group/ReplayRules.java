package io.txgroup.manager.group;

import io.txgroup.manager.compensation.Attempt;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.LostWork;
import io.txgroup.manager.compensation.ReplayedCall;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.compensation.StarterReplay.Stage;
import io.txgroup.manager.group.OriginalCalls.Match;
import io.txgroup.manager.group.OriginalCalls.Original;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a group whose starter's service runs everything again; {@link StarterReplay} has the table. An attempt is
 * committed by a write on a record that is COMPENSATING and RUNNING that very attempt, and the next one begins when it is
 * known how that ended. That each piece of work happens once, the databases see to. Pure.
 */
final class ReplayRules {
    private static final int MOST_CALLS = 1_000;
    private static final long LONGEST_MILLIS = 600_000;
    private static final long MARGIN_MILLIS = 5_000;
    private static final long SHORTEST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final CompensationPolicies policies;

    private final BiPredicate<StarterReplay, List<LostWork>> isSettled;

    /** With the rule that says whether an attempt is over of which so much is unknown. */
    ReplayRules(CompensationPolicies policies, BiPredicate<StarterReplay, List<LostWork>> isSettled) {
        this.policies = policies;
        this.isSettled = isSettled;
    }

    /** The replay of a group in which work is lost, if its starter asks for one. */
    Optional<StarterReplay> opened(Group group, long now) {
        boolean wanted = group.member(group.starter())
                .filter(starter -> starter.invoked().compensation() == Compensation.STARTER)
                .isPresent();
        String service = group.starter().service();
        return wanted
                ? Optional.of(StarterReplay.of(
                        now,
                        new OriginalCalls(group).barred(),
                        policy(group).enabled() ? "" : "the policy for " + service + " says that a person decides"))
                : Optional.empty();
    }

    private CompensationPolicy policy(Group group) {
        return policies.of(group.starter().service());
    }

    /** The replay that is recorded; null if there is none. */
    static @Nullable StarterReplay of(Group group) {
        CompensationRecord record = group.compensation();
        return record == null || group.state().ended() ? null : record.replay();
    }

    /** Whether something is done by itself: attempts only while nobody holds or discards it; what is decided is told anyway. */
    static boolean isAtWork(Group group) {
        StarterReplay replay = of(group);
        if (replay == null) {
            return false;
        }
        return switch (replay.stage()) {
            case WAITING -> isFree(group) && replay.goesOn() && !group.lost().isEmpty();
            case RUNNING, COMMITTING -> true;
        };
    }

    private static boolean isFree(Group group) {
        CompensationRecord record = group.compensation();
        return group.state() == GroupState.COMPENSATING && record != null && !record.discarding();
    }

    /** The store's time has come to now. */
    Group timePassed(Group group, long now) {
        StarterReplay replay = of(group);
        if (replay == null || !isAtWork(group) || now < replay.nextAt()) {
            return group;
        }
        return switch (replay.stage()) {
            case WAITING -> with(group, replay.asked(now, lost(group)));
            case RUNNING -> over(group, replay, "nobody", Result.FAILED, "it was not closed within its time", now);
            case COMMITTING -> with(group, replay.toldAgain(now));
        };
    }

    private static List<LostWork> lost(Group group) {
        return group.lost().stream()
                .map(member -> new LostWork(
                        member.unit(),
                        member.lost().stream().map(ResourceEnd::resource).toList()))
                .toList();
    }

    private static Group with(Group group, StarterReplay replay) {
        CompensationRecord record = group.compensation();
        return record == null ? group : group.compensated(group.state(), record.replay(old -> replay));
    }

    /** What a process says does; the same group if it comes too late, or is of another attempt. */
    Group heard(Group group, ProcessId from, Replay.FromProcess word, long now) {
        if (of(group) == null || !group.epoch().equals(word.epoch())) {
            return group;
        }
        if (word instanceof Replay.Ended ended) {
            return ended(group, ended);
        }
        StarterReplay replay = of(group);
        if (replay == null || replay.attempt() != word.attempt()) {
            return group;
        }
        if (word instanceof Replay.AskForPart ask) {
            return ask.caller() == null ? begun(group, replay, ask, now) : called(group, replay, ask, now);
        }
        return word instanceof Replay.Close close ? closed(group, replay, from, close, now) : group;
    }

    private static Group begun(Group group, StarterReplay replay, Replay.AskForPart ask, long now) {
        boolean mayBegin = replay.stage() == Stage.WAITING
                && replay.asked() > 0
                && isFree(group)
                && ask.unit().service().equals(group.starter().service());
        long time = Math.max(0, Math.min(ask.timeLeftMillis(), LONGEST_MILLIS)) + MARGIN_MILLIS;
        ReplayedCall root = new ReplayedCall(ask.callPath(), ask.methodId(), CallPath.ROOT, ask.unit());
        return mayBegin ? with(group, replay.running(root, now + time)) : group;
    }

    private Group called(Group group, StarterReplay replay, Replay.AskForPart ask, long now) {
        if (replay.stage() != Stage.RUNNING || replay.call(ask.callPath()).isPresent()) {
            return group;
        }
        OriginalCalls originals = new OriginalCalls(group);
        Match match = originals.match(ask, replay);
        Original call = match.call();
        ReplayedCall made =
                new ReplayedCall(ask.callPath(), ask.methodId(), call == null ? null : call.path(), ask.unit());
        StarterReplay next = replay.with(made);
        if (next.calls().size() > MOST_CALLS) {
            String many = "it has made more than " + MOST_CALLS + " calls, and no more are kept";
            return over(group, replay, ask.unit().process().toString(), Result.CANNOT, many, now);
        }
        if (!match.mistakable().isEmpty()) {
            return over(
                    with(group, next),
                    next,
                    ask.unit().process().toString(),
                    Result.DIFFERS,
                    "call " + ask.callPath() + " of " + ask.methodId() + ": " + match.mistakable(),
                    now);
        }
        Optional<UnitId> elsewhere = call == null
                ? Optional.empty()
                : serverOf(group, replay, call.unit()).filter(other -> !other.equals(ask.unit()));
        return elsewhere.isPresent()
                ? over(
                        with(group, next),
                        next,
                        ask.unit().process().toString(),
                        Result.FAILED,
                        "calls that one process has served came to two, " + elsewhere.get() + " and " + ask.unit(),
                        now)
                : with(group, next);
    }

    /** Who serves the calls of that original unit this time. */
    private static Optional<UnitId> serverOf(Group group, StarterReplay replay, UnitId unit) {
        List<CallPath> paths = group.member(unit).map(Member::callPaths).orElse(List.of());
        return replay.calls().stream()
                .filter(call -> call.original() != null && paths.contains(call.original()))
                .map(ReplayedCall::by)
                .findFirst();
    }

    private Group closed(Group group, StarterReplay replay, ProcessId from, Replay.Close close, long now) {
        boolean mayRun = from.service().equals(group.starter().service());
        boolean hasPart = replay.participants().contains(close.unit());
        boolean counts = replay.stage() == Stage.RUNNING
                ? hasPart
                : replay.stage() == Stage.WAITING && replay.asked() > 0 && mayRun;
        if (!counts) {
            return group;
        }
        if (close.result() != Result.REPAIRED) {
            return over(group, replay, from.toString(), close.result(), close.detail(), now);
        }
        if (replay.stage() != Stage.RUNNING || !replay.calls().get(0).by().equals(close.unit())) {
            return group;
        }
        if (!isFree(group)) {
            return over(group, replay, from.toString(), Result.BUSY, "it is held or discarded meanwhile", now);
        }
        List<Original> never = new OriginalCalls(group).neverCalled(replay);
        if (!never.isEmpty()) {
            return over(group, replay, from.toString(), Result.DIFFERS, "it never called " + never, now);
        }
        Set<String> reported = paths(close.calls());
        Set<String> known = known(replay);
        return reported.equals(known)
                ? with(group, replay.committing(now))
                : over(
                        group,
                        replay,
                        from.toString(),
                        Result.FAILED,
                        "its replies told of " + reported + ", and the managers know of " + known,
                        now);
    }

    private static Set<String> paths(List<UnitCalls> calls) {
        Set<String> paths = new TreeSet<>();
        calls.forEach(of -> of.callPaths().forEach(path -> paths.add(path + " " + of.unit())));
        return paths;
    }

    private static Set<String> known(StarterReplay replay) {
        Set<String> paths = new TreeSet<>();
        replay.calls().stream()
                .filter(call -> call.original() != null)
                .forEach(call -> paths.add(call.callPath() + " " + call.by()));
        return paths;
    }

    /** How lost work has ended: what is committed counts whenever it is told; what is lost again, of this attempt only. */
    private static Group ended(Group group, Replay.Ended ended) {
        Optional<Member> member = group.member(ended.unit());
        StarterReplay replay = of(group);
        if (member.isEmpty() || replay == null) {
            return group;
        }
        List<ResourceEnd> committed = ended.ends().stream()
                .filter(end -> end.result() == ResourceEnd.Result.COMMITTED)
                .toList();
        Member mended = CompensatingRules.mended(member.get(), committed);
        Group shown = mended.equals(member.get()) ? group : group.withMember(mended);
        if (replay.stage() != Stage.COMMITTING || replay.attempt() != ended.attempt()) {
            return shown;
        }
        List<String> again = ended.ends().stream()
                .filter(end -> end.result() == ResourceEnd.Result.LOST)
                .map(ResourceEnd::resource)
                .toList();
        return with(shown, replay.open(without(replay.lost(), ended.unit(), again)));
    }

    private static List<LostWork> without(List<LostWork> lost, UnitId unit, List<String> names) {
        List<LostWork> left = new ArrayList<>();
        for (LostWork work : lost) {
            List<String> resources = new ArrayList<>(work.resources());
            if (work.unit().equals(unit)) {
                resources.removeAll(names);
            }
            if (!resources.isEmpty()) {
                left.add(new LostWork(work.unit(), resources));
            }
        }
        return left;
    }

    /** An attempt that is to be committed is over once everything is known of what it was to repair. */
    Group advance(Group group, long now) {
        StarterReplay replay = of(group);
        if (replay == null || replay.stage() != Stage.COMMITTING) {
            return group;
        }
        List<LostWork> left = new ArrayList<>();
        for (LostWork work : replay.lost()) {
            Set<String> lost = new TreeSet<>();
            group.member(work.unit()).ifPresent(member -> member.lost().forEach(end -> lost.add(end.resource())));
            List<String> unknown =
                    work.resources().stream().filter(lost::contains).toList();
            if (!unknown.isEmpty()) {
                left.add(new LostWork(work.unit(), unknown));
            }
        }
        if (!isSettled.test(replay, left)) {
            return left.equals(replay.lost()) ? group : with(group, replay.open(left));
        }
        String by = replay.calls().get(0).by().process().toString();
        return group.lost().isEmpty()
                ? over(group, replay, by, Result.REPAIRED, "", now)
                : over(
                        group,
                        replay,
                        by,
                        Result.FAILED,
                        "after it was decided, " + lost(group) + " was lost again",
                        now);
    }

    private Group over(Group group, StarterReplay replay, String by, Result result, String detail, long now) {
        CompensationRecord record = group.compensation();
        if (record == null) {
            return group;
        }
        String why = result == Result.DIFFERS ? detail + "; " + new OriginalCalls(group).compared(replay) : detail;
        Attempt attempt = new Attempt(group.starter(), replay.attempt(), now, by, result, why);
        StarterReplay next = next(group, replay, attempt, now);
        return group.compensated(group.state(), record.tried(attempt).replay(old -> next));
    }

    private StarterReplay next(Group group, StarterReplay replay, Attempt attempt, long now) {
        CompensationPolicy policy = policy(group);
        return switch (attempt.result()) {
            case BUSY -> {
                long pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, policy.backoffMillis(1)));
                yield replay.next(now + pause, replay.inVain());
            }
            case REPAIRED -> replay.next(now, 0);
            case DIFFERS, CANNOT -> replay.stop(CompensationRecord.cut(attempt.result() + " - " + attempt.detail()));
            case FAILED -> {
                int inVain = replay.inVain() + 1;
                yield policy.enabled() && inVain < policy.attempts()
                        ? replay.next(now + policy.backoffMillis(inVain), inVain)
                        : replay.stop(CompensationRecord.cut(inVain + " of " + policy.attempts()
                                + " attempts failed, the last one with: " + attempt.detail()));
            }
        };
    }
}
