package io.txgroup.client.core;

import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import java.util.List;
import java.util.Optional;

/** A unit's answer to the question whether its work is safe: given once. Guarded by its unit's monitor. */
final class Preparation {
    private final Unit unit;
    private boolean begun;
    private boolean saidYes;
    private boolean running;
    private final MarkSearch marks;

    Preparation(Unit unit) {
        this.unit = unit;
        this.marks = new MarkSearch(unit);
    }

    /** Whether the unit was asked; from then on nothing is added to what it holds. */
    boolean begun() {
        return begun;
    }

    /** Makes the work safe, or looks whether the sessions live. The first answer sticks. */
    void asked(Message.Prepare asked) {
        List<HeldResource> part;
        synchronized (unit) {
            if (begun) {
                unit.conversation().voteAgain();
                return;
            }
            if (unit.freezing().isFrozen()) {
                return;
            }
            begun = true;
            if (unit.state() != UnitState.ANSWERED || !unit.rollbackOnly().isEmpty()) {
                unit.conversation().vote("the unit is " + unit.state() + ": " + unit.rollbackOnly());
                return;
            }
            if (!unit.owner().rules().mayPrepare(unit.ran(), asked)) {
                unit.conversation().vote("it ran " + unit.ran() + ", but " + asked.callPaths() + " are counted on");
                return;
            }
            part = unit.resources().takingPart();
            running = true;
        }
        String no = HeldResources.prepare(part, unit);
        synchronized (unit) {
            running = false;
            saidYes = no.isEmpty();
            unit.conversation().vote(no);
        }
    }

    /** Whether its work is just being made safe. */
    boolean isRunning() {
        return running;
    }

    /** Whether the unit has said yes: its work may outlive it, and be ended by others. */
    boolean saidYes() {
        return saidYes;
    }

    /**
     * The store has no record of the group. A unit that could only hold would have been missed; one that has prepared may
     * have been finished by another process of its service, which was told to commit or to roll back: the database knows
     * which. False if that can't be.
     */
    boolean endedElsewhere() {
        synchronized (unit) {
            if (!saidYes
                    || unit.state() != UnitState.ANSWERED
                    || unit.freezing().isFrozen()) {
                return false;
            }
            marks.look(this::found);
            return true;
        }
    }

    private void found(Optional<Outcome> found) {
        if (found.isEmpty()) {
            unit.starter().ifPresent(starter -> starter.notKnown(Message.Undecided.Why.NO_RECORD, false));
            return;
        }
        List<CallPath> ran;
        synchronized (unit) {
            ran = List.copyOf(unit.ran());
        }
        unit.told(new Message.Tell(
                unit.groupId(),
                unit.id(),
                found.get(),
                ran,
                "the group has ended, and so says this unit's database",
                null));
    }
}
