package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.Member;
import io.txgroup.manager.group.SettlingRules;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;
import java.util.Set;

/** An evidence run decides before every unit has answered. */
public final class FirstAnswerSettles extends Parts {
    @Override
    public String name() {
        return "an evidence run that decides by the first answer";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.ONE_OUTCOME, Invariant.ALL_OR_NOTHING, Invariant.NEVER_ALONE, Invariant.TRUE_ANSWER);
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        SettlingRules hasty = new SettlingRules() {
            @Override
            protected boolean provesRollback(Group group) {
                return group.members().stream().anyMatch(member -> member.trace() == Member.Trace.NONE);
            }
        };
        return new GroupRules(manager, hasty, compensating) {};
    }
}
