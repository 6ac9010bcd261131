package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.SettlingRules;
import io.txgroup.protocol.Message;
import io.txgroup.verification.simulation.Invariant;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;
import java.util.Optional;
import java.util.Set;

/** What the store has forgotten is told as if it had never been. */
public final class AbsentIsRollback extends Parts {
    @Override
    public String name() {
        return "absent in another epoch told as ROLLBACK";
    }

    @Override
    public Set<Invariant> breaks() {
        return Set.of(Invariant.ONE_OUTCOME, Invariant.ALL_OR_NOTHING, Invariant.NEVER_ALONE, Invariant.TRUE_ANSWER);
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        SettlingRules none = new SettlingRules() {
            @Override
            public boolean begins(Message.OfUnit message) {
                return false;
            }
        };
        return new GroupRules(manager, none, compensating) {
            @Override
            public Optional<Message.ToUnit> answerAbsent(Message.OfUnit message, boolean sameEpoch) {
                return super.answerAbsent(message, true);
            }
        };
    }
}
