package io.txgroup.client.core;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a unit stands. This table is the whole state machine; {@link Unit} has a method for each event.
 *
 * <pre>
 * STATE         event                                              => NEXT
 * (none)        begin, or a call with the group's header           => OPEN
 * OPEN          a call is answered with yes, close(COMMIT) is sent => ANSWERED
 * OPEN          a call fails, deadline, told ROLLBACK              => ROLLING_BACK
 * OPEN          the starter's short cut                            => COMMITTING
 * ANSWERED      told COMMIT                                        => COMMITTING
 * ANSWERED      told ROLLBACK                                      => ROLLING_BACK
 * COMMITTING    every resource has ended                           => ENDED
 * ROLLING_BACK  every resource has ended                           => ENDED
 * </pre>
 *
 * A unit that has answered calls but wrote nothing stays OPEN: it rests, and the group's next call finds it.
 *
 * <p>A unit that is ANSWERED never ends alone: somebody may count on it. What it can do is veto, ask and wait.
 */
public enum UnitState {
    OPEN,
    ANSWERED,
    COMMITTING,
    ROLLING_BACK,
    ENDED;

    /** The states that may follow directly. */
    public Set<UnitState> next() {
        return switch (this) {
            case OPEN -> EnumSet.of(ANSWERED, COMMITTING, ROLLING_BACK);
            case ANSWERED -> EnumSet.of(COMMITTING, ROLLING_BACK);
            case COMMITTING, ROLLING_BACK -> EnumSet.of(ENDED);
            case ENDED -> EnumSet.noneOf(UnitState.class);
        };
    }

    /** The given state, if it may follow on this one; else an {@link IllegalStateException} that names both. */
    UnitState to(UnitState next) {
        if (!next().contains(next)) {
            throw new IllegalStateException("A unit that is " + this + " can't become " + next);
        }
        return next;
    }
}
