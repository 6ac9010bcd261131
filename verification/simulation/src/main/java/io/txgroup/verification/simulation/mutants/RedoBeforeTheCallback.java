package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.verification.simulation.Parts;

/** A callback that is still being told counts as one that leaves it to the policy, though it may say hold. */
public final class RedoBeforeTheCallback extends Parts {
    @Override
    public String name() {
        return "a redo before the callback has answered";
    }

    @Override
    public CompensatingRules compensatingRules(CompensationPolicies policies) {
        return new CompensatingRules(policies) {
            @Override
            public Group timePassed(Group group, long now) {
                CompensationRecord record = group.compensation();
                boolean isBeingTold = record != null
                        && record.created().isOpen()
                        && record.created().tries() > 0;
                return super.timePassed(
                        isBeingTold
                                ? replied(
                                        group, CompensationEvent.Kind.CREATED, 1, new CallbackReply.Acknowledged(), now)
                                : group,
                        now);
            }
        };
    }
}
