package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.UnitId;

/**
 * How far it is with one unit whose work was lost. Times are the store's, in milliseconds.
 *
 * @param attempt the number of the try that is being made, or made next; from 1
 * @param asked how often a process was asked for this try, or to discard
 * @param askedAt when a process was last asked for anything, later each time; 0 if none was
 * @param nextAt when a process is asked, or asked again
 * @param inVain how many tries failed one after another
 * @param barred why nobody but a person can do the work again, in words; empty if it can be
 * @param stopped why it is not tried any more until somebody orders it, in words; empty if it is
 */
public record UnitRepair(
        UnitId unit, int attempt, int asked, long askedAt, long nextAt, int inVain, String barred, String stopped) {
    private static final long ASK_AGAIN_MILLIS = 10_000;
    private static final int SLOWEST = 3;

    public UnitRepair {
        requireNonNull(unit, "unit is null");
        requireNonNull(barred, "barred is null");
        requireNonNull(stopped, "stopped is null");
    }

    /** Its work was lost, and nothing is done about it so far. */
    public static UnitRepair of(UnitId unit, long now, String barred, String stopped) {
        return new UnitRepair(unit, 1, 0, 0, now, 0, barred, stopped);
    }

    /** Why it does not go on by itself, in words; empty if it does. */
    public String reason() {
        return barred.isEmpty() ? stopped : barred;
    }

    /** Whether it goes on by itself. */
    public boolean goesOn() {
        return barred.isEmpty() && stopped.isEmpty();
    }

    /** A process is asked now; if it does not answer, it may have died, and another one is asked, ever more patiently. */
    public UnitRepair asked(long now) {
        long patience = ASK_AGAIN_MILLIS * Math.min(SLOWEST, asked + 1);
        return new UnitRepair(
                unit, attempt, asked + 1, Math.max(now, askedAt + 1), now + patience, inVain, barred, stopped);
    }

    /** This try has ended, and the next one is made at that time. */
    public UnitRepair next(long at, int nowInVain) {
        return new UnitRepair(unit, attempt + 1, 0, askedAt, at, nowInVain, barred, stopped);
    }

    /** This try has ended, and there will be no other one by itself. */
    public UnitRepair stop(String why) {
        return new UnitRepair(unit, attempt + 1, 0, askedAt, 0, inVain, barred, why);
    }

    /** It is begun at once, and whatever stopped it counts no more. */
    public UnitRepair anew(long now) {
        return new UnitRepair(unit, attempt, 0, askedAt, now, 0, barred, "");
    }

    /** It goes on at that time with what is wanted of it now. */
    public UnitRepair at(long time) {
        return new UnitRepair(unit, attempt, 0, askedAt, time, inVain, barred, stopped);
    }
}
