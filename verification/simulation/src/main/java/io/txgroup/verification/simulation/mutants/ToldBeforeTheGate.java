package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.protocol.Message;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;

/** An outcome is told as soon as it is written. */
public final class ToldBeforeTheGate extends Parts {
    @Override
    public String name() {
        return "outcome told before the gate";
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        return new GroupRules(manager, compensating) {
            @Override
            public boolean needsGate(Message.ToClient word) {
                return false;
            }
        };
    }
}
