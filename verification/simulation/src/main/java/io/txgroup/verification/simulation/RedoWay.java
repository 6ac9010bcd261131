package io.txgroup.verification.simulation;

import io.txgroup.client.spi.Repair;
import java.io.IOException;

/** How a redo marks what it does again: the right way, or one that is known to be wrong. */
public enum RedoWay {
    /** By turning exactly the tombstones of the lost work, in the transaction of the redo. */
    TURNS_EXACTLY_THE_TOMBSTONES,
    /** By turning what tombstones there are, however many. */
    TURNS_WHATEVER_IS_THERE,
    /** By marks of its own, beside the tombstones. */
    UNDER_ITS_OWN_KEY;

    private static final int OWN_KEYS = 1_000;

    /** Whether the redo may go on; its session then has its marks. */
    boolean turns(Marks marks, DatabaseSession session, Repair repair) throws IOException {
        Ledger ledger = session.ledger();
        if (this == UNDER_ITS_OWN_KEY) {
            marks.insert(
                    ledger.id(),
                    repair.callPaths().get(0),
                    OWN_KEYS + ledger.repairs().indexOf(session),
                    session);
            return true;
        }
        int turned = marks.repair(ledger.id(), repair.callPaths(), session.ordinal(), session, repair.epoch());
        return this == TURNS_WHATEVER_IS_THERE || turned == repair.callPaths().size();
    }
}
