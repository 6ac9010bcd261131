package io.txgroup.client.core;

import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.Message;
import java.util.List;

/** A unit's answer to the question whether its work is safe: given once. Guarded by its unit's monitor. */
final class Preparation {
    private final Unit unit;
    private boolean begun;

    Preparation(Unit unit) {
        this.unit = unit;
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
        }
        unit.conversation().vote(HeldResources.prepare(part, unit));
    }
}
