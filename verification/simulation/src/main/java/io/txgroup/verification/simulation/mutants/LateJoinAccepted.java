package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;
import java.util.Optional;

/** Who joins after the decision is told the outcome as if it had been counted. */
public final class LateJoinAccepted extends Parts {
    @Override
    public String name() {
        return "late join accepted";
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        return new GroupRules(manager, compensating) {
            @Override
            public Optional<Message.ToUnit> answer(Group group, Message.OfUnit message) {
                boolean committed = group.outcome().equals(Optional.of(Outcome.COMMIT));
                if (committed && message instanceof Message.Join join) {
                    return Optional.of(new Message.Tell(
                            group.id(), join.unit(), Outcome.COMMIT, join.callPaths(), "joined late", null));
                }
                return super.answer(group, message);
            }
        };
    }
}
