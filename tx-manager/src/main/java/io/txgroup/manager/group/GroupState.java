package io.txgroup.manager.group;

import io.txgroup.protocol.Outcome;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a group stands. This table is the whole state machine; {@link GroupRules} says when an event happens.
 *
 * <pre>
 * STATE          event                                          => NEXT
 * (none)         create                                         => ACTIVE
 * ACTIVE         close(COMMIT) complete, a unit can prepare     => PREPARING
 * ACTIVE         close(COMMIT) complete, nobody can prepare     => COMMITTING
 * ACTIVE         close(ROLLBACK), veto, unexpected join,
 *                deadline                                       => ROLLING_BACK
 * ACTIVE         deadline, nobody joined or closed              => ABANDONED
 * PREPARING      every unit said yes in time                    => COMMITTING
 * PREPARING      a unit said no, veto, prepare limit            => ROLLING_BACK
 * COMMITTING     every unit acknowledged                        => COMMITTED
 * ROLLING_BACK   every unit acknowledged                        => ROLLED_BACK
 * COMMITTING     every resource is known, some are lost         => COMPENSATING
 * COMPENSATING   every lost resource is committed               => COMMITTED
 * COMPENSATING   nothing goes on by itself: held, attempts used
 *                up, not to be run again; a contradiction       => PARKED
 * COMPENSATING   it is discarded, and no tombstone is left      => RESOLVED
 * PARKED         somebody repairs, resumes or discards it       => COMPENSATING
 * PARKED         a late redo was successful                     => COMMITTED
 * (none)         a unit speaks of a group of another epoch      => SETTLING
 * ACTIVE         decision due, but the store may have forgotten => SETTLING
 * PREPARING      decision due, but the store may have forgotten => SETTLING
 * SETTLING       all units are known, one of them is committed  => COMMITTING
 * SETTLING       all units are known and frozen or fenced, none
 *                is committed; or the starter never closed      => ROLLING_BACK
 * </pre>
 *
 * A group is complete when its close(COMMIT) is recorded and exactly the expected units have joined with exactly the
 * expected call paths. Recording COMMITTING is the commit point. COMMITTING never ends while a unit that held something
 * has not acknowledged: it is kept, and shown, until somebody knows. What is done about lost work, {@link CompensatingRules}
 * say. A SETTLING group is an evidence run, see
 * {@link SettlingRules}; without evidence it stays so, and an alarm says what a person does.
 */
public enum GroupState {
    ACTIVE(1),
    PREPARING(2),
    COMMITTING(3),
    COMMITTED(4),
    ROLLING_BACK(5),
    ROLLED_BACK(6),
    ABANDONED(7),
    SETTLING(8),
    COMPENSATING(9),
    PARKED(10),
    RESOLVED(11);

    private final int code;

    GroupState(int code) {
        this.code = code;
    }

    /** The number that stands for this state in the store; never given to another state. */
    public int code() {
        return code;
    }

    /** The state of that number. */
    public static GroupState ofCode(int code) {
        for (GroupState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("No group state has the code " + code + ": written by a newer version?");
    }

    /** The states that may follow directly. */
    public Set<GroupState> next() {
        return switch (this) {
            case ACTIVE -> EnumSet.of(PREPARING, COMMITTING, ROLLING_BACK, ABANDONED, SETTLING);
            case PREPARING -> EnumSet.of(COMMITTING, ROLLING_BACK, SETTLING);
            case SETTLING -> EnumSet.of(COMMITTING, ROLLING_BACK);
            case COMMITTING -> EnumSet.of(COMMITTED, COMPENSATING);
            case COMPENSATING -> EnumSet.of(COMMITTED, PARKED, RESOLVED);
            case PARKED -> EnumSet.of(COMPENSATING, COMMITTED);
            case ROLLING_BACK -> EnumSet.of(ROLLED_BACK);
            case COMMITTED, RESOLVED, ROLLED_BACK, ABANDONED -> EnumSet.noneOf(GroupState.class);
        };
    }

    /** The given state, if it may follow on this one; else an {@link IllegalStateException} that names both. */
    GroupState to(GroupState next) {
        if (!next().contains(next)) {
            throw new IllegalStateException("A group that is " + this + " can't become " + next);
        }
        return next;
    }

    /** The outcome that is recorded in this state, if one is. */
    public Optional<Outcome> outcome() {
        return switch (this) {
            case ACTIVE, PREPARING, SETTLING -> Optional.empty();
            case COMMITTING, COMMITTED, COMPENSATING, PARKED, RESOLVED -> Optional.of(Outcome.COMMIT);
            case ROLLING_BACK, ROLLED_BACK, ABANDONED -> Optional.of(Outcome.ROLLBACK);
        };
    }

    /** Whether nothing is left to do. */
    public boolean ended() {
        return next().isEmpty();
    }
}
