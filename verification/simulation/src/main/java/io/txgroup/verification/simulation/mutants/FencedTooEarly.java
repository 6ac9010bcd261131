package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.Member;
import io.txgroup.manager.group.SettlingRules;
import io.txgroup.protocol.Settling;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;
import java.util.List;
import java.util.Set;

/** Branches of units that have not answered are rolled back before the others are frozen. */
public final class FencedTooEarly extends Parts {
    @Override
    public String name() {
        return "a unit fenced before the others are frozen";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(
                Invariant.ONE_OUTCOME,
                Invariant.ALL_OR_NOTHING,
                Invariant.NEVER_ALONE,
                Invariant.TRUE_ANSWER,
                Invariant.DURABLE_YES);
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        SettlingRules hasty = new SettlingRules() {
            @Override
            protected List<Settling.Fence> fences(Group group, long now) {
                return group.members().stream()
                        .filter(member -> member.trace() == Member.Trace.SOUGHT
                                && !member.resources().isEmpty())
                        .map(member -> new Settling.Fence(
                                group.id(),
                                member.unit(),
                                group.epoch(),
                                member.callPaths(),
                                member.canPrepare(),
                                member.resources(),
                                true))
                        .toList();
            }
        };
        return new GroupRules(manager, hasty, compensating) {};
    }
}
