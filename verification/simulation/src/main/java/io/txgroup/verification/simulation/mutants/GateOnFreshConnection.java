package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.store.InMemoryGroupStore.GateWay;
import io.txgroup.verification.simulation.Parts;

/** WAIT is sent on a connection that has written nothing. */
public final class GateOnFreshConnection extends Parts {
    @Override
    public String name() {
        return "gate on a fresh connection";
    }

    @Override
    public GateWay gateWay() {
        return GateWay.WAIT_ON_FRESH_CONNECTION;
    }
}
