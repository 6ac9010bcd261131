package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationRecord;
import io.txgroup.manager.compensation.Telling;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.verification.simulation.Parts;

/** Lost work is done again while the callback is still being told, which may say that it must not be. */
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
                if (record == null || !record.created().isOpen() || record.created().tries() == 0) {
                    return super.timePassed(group, now);
                }
                Telling told = record.created();
                Group asked = super.timePassed(
                        group.compensated(
                                group.state(),
                                record.created(told.ended(Telling.Result.NOBODY, now, null, "it takes too long"))),
                        now);
                CompensationRecord after = asked.compensation();
                return after == null ? asked : asked.compensated(asked.state(), after.created(told));
            }
        };
    }
}
