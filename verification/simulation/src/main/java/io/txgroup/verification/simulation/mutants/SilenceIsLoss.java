package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.GroupState;
import io.txgroup.manager.group.Member;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;

/** A unit of which nobody has heard for a while counts as gone, and what it held as lost. */
public final class SilenceIsLoss extends Parts {
    private static final long PATIENCE_MILLIS = 5_000;

    @Override
    public String name() {
        return "silence taken as proof of loss";
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        return new GroupRules(manager, compensating) {
            @Override
            public Group timePassed(Group group, long now) {
                Group after = super.timePassed(group, now);
                if (group.state() != GroupState.COMMITTING || now - group.decidedAt() < PATIENCE_MILLIS) {
                    return after;
                }
                for (Member member : group.members()) {
                    after = member.acknowledged() == null ? evidence(after, lost(group, member), now) : after;
                }
                return after;
            }
        };
    }

    private static Message.Evidence lost(Group group, Member member) {
        return new Message.Evidence(
                group.id(),
                member.unit(),
                group.epoch(),
                member.resources().stream()
                        .map(name -> new ResourceEnd(name, ResourceEnd.Result.LOST, "nobody has heard of it"))
                        .toList());
    }
}
