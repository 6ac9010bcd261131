package io.txgroup.verification.simulation;

import io.txgroup.client.spi.Repair;
import java.io.IOException;

/** How a session that does lost work again takes its tombstones, before its first work. */
final class Repairing {
    private final World world;
    private final DatabaseSession session;
    private final Repair repair;
    private boolean turned;

    Repairing(World world, DatabaseSession session, Repair repair) {
        this.world = world;
        this.session = session;
        this.repair = repair;
    }

    /** Whether it has them. */
    boolean hasTurned() {
        return turned;
    }

    /** Takes the tombstones of what is lost there, or does nothing. */
    void turn() throws IOException {
        if (turned || !repair.isLost(session.name())) {
            return;
        }
        session.pause();
        Marks marks = session.database().marks();
        for (int waits = 0; areLocked(marks); waits++) {
            if (waits == 8) {
                session.fail();
                repair.busy("somebody else has the tombstones of " + session.name());
                throw new IOException(session.name() + " - lock wait timeout at its tombstones");
            }
            world.timeline.block(session.process(), world.dice.millis(10, 400));
        }
        if (session.hasEnded()) {
            throw new IOException(session + " has ended");
        }
        RedoWay way = session.attempt() > 0 ? world.parts.replayWay() : world.parts.redoWay();
        if (!way.turns(marks, session, repair)) {
            session.fail();
            repair.changed("not every call has a tombstone in " + session.name());
            throw new IOException(session.name() + " - can't be repaired");
        }
        session.has(repair.callPaths());
        turned = true;
    }

    private boolean areLocked(Marks marks) {
        return marks.areLocked(session.ledger().id(), repair.callPaths(), session.ordinal(), session);
    }
}
