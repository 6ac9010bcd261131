package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far it is with the replay of a whole group by its starter's service. Times are the store's, in milliseconds.
 *
 * <pre>
 * STAGE       event                                                  => NEXT
 * WAITING     due: a process of the starter's service is asked       => WAITING
 * WAITING     a process asks for the starter's part, the first one   => RUNNING
 * RUNNING     a process asks for the part of a call                  => RUNNING
 * RUNNING     closed with yes, and nothing speaks against it         => COMMITTING
 * RUNNING     closed with no, or its time is over                    => WAITING, the next attempt
 * COMMITTING  it is known of everything lost how it has ended        => WAITING, the next attempt if one is needed
 * </pre>
 *
 * @param attempt the number of the try that is being made, or made next; from 1
 * @param stage how far that one is
 * @param asked how often a process was asked for it
 * @param askedAt when somebody was last asked or told, later each time; 0 if nobody was
 * @param nextAt when somebody is asked or told again; while it runs, when its time is over
 * @param inVain how many tries failed one after another
 * @param barred why nobody but a person can repair it, in words; empty if it can be
 * @param stopped why it is not tried any more until somebody orders it, in words; empty if it is
 * @param lost what the present attempt is to repair, of which it is not known how it ended
 * @param calls what the present attempt has called, or the last one if none is being made
 */
public record StarterReplay(
        int attempt,
        Stage stage,
        int asked,
        long askedAt,
        long nextAt,
        int inVain,
        String barred,
        String stopped,
        List<LostWork> lost,
        List<ReplayedCall> calls) {
    private static final long ASK_AGAIN_MILLIS = 10_000;
    private static final long TELL_AGAIN_MILLIS = 3_000;
    private static final int SLOWEST = 3;

    /** How far an attempt is. */
    public enum Stage {
        /** It has not begun, or not that anybody knows. */
        WAITING,
        /** A process of the starter's service has it. */
        RUNNING,
        /** It is decided that it is committed; some of it may be so already. */
        COMMITTING
    }

    public StarterReplay {
        requireNonNull(stage, "stage is null");
        requireNonNull(barred, "barred is null");
        requireNonNull(stopped, "stopped is null");
        lost = List.copyOf(lost);
        calls = List.copyOf(calls);
    }

    /** Nothing is done so far. */
    public static StarterReplay of(long now, String barred, String stopped) {
        return new StarterReplay(1, Stage.WAITING, 0, 0, now, 0, barred, stopped, List.of(), List.of());
    }

    /** Why it does not go on by itself, in words; empty if it does. */
    public String reason() {
        return barred.isEmpty() ? stopped : barred;
    }

    /** Whether it goes on by itself: what has begun does. */
    public boolean goesOn() {
        return stage != Stage.WAITING || reason().isEmpty();
    }

    /** The call of the attempt with that path. */
    public Optional<ReplayedCall> call(CallPath callPath) {
        return calls.stream().filter(call -> call.callPath().equals(callPath)).findFirst();
    }

    /** Who has a part in the attempt. */
    public List<UnitId> participants() {
        return calls.stream().map(ReplayedCall::by).distinct().toList();
    }

    /** Which calls of the original the attempt has made. */
    public Set<CallPath> matched() {
        Set<CallPath> matched = new TreeSet<>();
        calls.stream()
                .flatMap(call -> Optional.ofNullable(call.original()).stream())
                .forEach(matched::add);
        return matched;
    }

    /** A process of the starter's service is asked now to run it; if none begins, another one is, ever more patiently. */
    public StarterReplay asked(long now, List<LostWork> lostNow) {
        long patience = ASK_AGAIN_MILLIS * Math.min(SLOWEST, asked + 1);
        return with(Stage.WAITING, asked + 1, later(now), now + patience, lostNow, List.of());
    }

    /** A process runs it, until then at the longest. */
    public StarterReplay running(ReplayedCall root, long until) {
        return with(Stage.RUNNING, asked, askedAt, until, lost, List.of(root));
    }

    /** It has made a call. */
    public StarterReplay with(ReplayedCall call) {
        List<ReplayedCall> all = new ArrayList<>(calls);
        all.add(call);
        return with(stage, asked, askedAt, nextAt, lost, all);
    }

    /** It is decided that it is committed: who has a part in it is told so now, and again until everything is known. */
    public StarterReplay committing(long now) {
        return with(Stage.COMMITTING, 0, later(now), now + TELL_AGAIN_MILLIS, lost, calls);
    }

    /** Who has a part in it is told again, ever more patiently, and others are asked what became of it. */
    public StarterReplay toldAgain(long now) {
        long patience = TELL_AGAIN_MILLIS * Math.min(SLOWEST, asked + 1);
        return with(Stage.COMMITTING, asked + 1, later(now), now + patience, lost, calls);
    }

    /** Of less it is unknown how it ended. */
    public StarterReplay open(List<LostWork> left) {
        return with(stage, asked, askedAt, nextAt, left, calls);
    }

    /** This try has ended, and the next one is made at that time. */
    public StarterReplay next(long at, int nowInVain) {
        return ended(at, nowInVain, stopped);
    }

    /** This try has ended, and there will be no other one by itself. */
    public StarterReplay stop(String why) {
        return ended(0, inVain, why);
    }

    private StarterReplay ended(long at, int nowInVain, String why) {
        return new StarterReplay(attempt + 1, Stage.WAITING, 0, askedAt, at, nowInVain, barred, why, List.of(), calls);
    }

    /** It is begun at once, and whatever stopped it counts no more; what has begun goes on. */
    public StarterReplay anew(long now) {
        return stage == Stage.WAITING
                ? new StarterReplay(attempt, stage, 0, askedAt, now, 0, barred, "", lost, calls)
                : this;
    }

    /** It goes on at that time; what has begun goes on anyway. */
    public StarterReplay at(long time) {
        return stage == Stage.WAITING ? with(stage, 0, askedAt, time, lost, calls) : this;
    }

    private long later(long now) {
        return Math.max(now, askedAt + 1);
    }

    private StarterReplay with(
            Stage newStage,
            int newAsked,
            long newAskedAt,
            long newNextAt,
            List<LostWork> newLost,
            List<ReplayedCall> newCalls) {
        return new StarterReplay(
                attempt, newStage, newAsked, newAskedAt, newNextAt, inVain, barred, stopped, newLost, newCalls);
    }
}
