package io.txgroup.client.running;

import io.txgroup.client.TxOutcome;
import io.txgroup.client.TxOutcomes;
import io.txgroup.client.core.Units;
import io.txgroup.protocol.GroupId;
import java.time.Duration;

/** The outcomes as the managers know them. Thread-safe. */
public final class ManagersOutcomes implements TxOutcomes {
    private static final Duration SAFETY_NET = Duration.ofSeconds(10);

    private final Units units;

    /** Asks through the process's units. */
    public ManagersOutcomes(Units units) {
        this.units = units;
    }

    @Override
    public TxOutcome find(GroupId groupId) {
        return Waiting.await(units.find(groupId), groupId, SAFETY_NET);
    }
}
