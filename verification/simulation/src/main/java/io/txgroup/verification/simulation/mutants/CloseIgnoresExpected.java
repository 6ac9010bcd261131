package io.txgroup.verification.simulation.mutants;

import io.txgroup.manager.group.CompensatingRules;
import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupRules;
import io.txgroup.manager.group.Member;
import io.txgroup.verification.simulation.Parts;
import io.txgroup.verification.simulation.WatchedRules;

/** COMMIT is decided whoever has joined. */
public final class CloseIgnoresExpected extends Parts {
    @Override
    public String name() {
        return "close ignores the expected set";
    }

    @Override
    public GroupRules groupRules(String manager, WatchedRules.Watch watch, CompensatingRules compensating) {
        return new GroupRules(manager, compensating) {
            @Override
            protected boolean complete(Group group) {
                return true;
            }

            @Override
            protected boolean expects(Group group, Member member) {
                return true;
            }
        };
    }
}
