package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.verification.simulation.Parts;

/** The first redo that succeeds closes the group, though other units of it are still lost. */
public final class ClosedByTheFirstRepair extends Parts {
    @Override
    public String name() {
        return "a group closed by the first of several repairs";
    }

    @Override
    public CompensatingRules compensatingRules(CompensationPolicies policies) {
        return new CompensatingRules(policies) {
            @Override
            protected boolean isWhole(Group group) {
                CompensationRecord record = group.compensation();
                return super.isWhole(group)
                        || (record != null
                                && record.attempts().stream().anyMatch(attempt -> attempt.result() == Result.REPAIRED));
            }
        };
    }
}
