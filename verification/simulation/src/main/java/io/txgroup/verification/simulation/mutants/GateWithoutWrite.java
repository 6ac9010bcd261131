package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.store.InMemoryGroupStore.GateWay;
import io.txgroup.verification.simulation.Parts;

/** WAIT counts what its connection wrote before, and the gate writes nothing. */
public final class GateWithoutWrite extends Parts {
    @Override
    public String name() {
        return "gate without write";
    }

    @Override
    public GateWay gateWay() {
        return GateWay.READ_THEN_WAIT;
    }
}
