package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.protocol.ResourceEnd.Result;
import io.txgroup.verification.simulation.Parts;

/** Lost work is done again although it is not known yet how all the rest has ended. */
public final class CompensatedBeforeTheProof extends Parts {
    @Override
    public String name() {
        return "compensation begun before everything is proven";
    }

    @Override
    public CompensatingRules compensatingRules(CompensationPolicies policies) {
        return new CompensatingRules(policies) {
            @Override
            protected boolean opens(Group group) {
                return group.members().stream()
                        .flatMap(member -> member.ends().stream())
                        .anyMatch(end -> end.result() == Result.LOST);
            }
        };
    }
}
