package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.protocol.GroupId;
import io.txgroup.verification.simulation.Parts;
import java.util.List;
import java.util.Set;

/** Marks are removed when they are old, whatever the managers say of their groups. */
public final class MarksPurgedByAge extends Parts {
    @Override
    public String name() {
        return "marks purged by age";
    }

    @Override
    public long markRetentionMillis() {
        return 0;
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public List<GroupId> forgettable(Set<GroupId> old, List<GroupId> finished) {
                return List.copyOf(old);
            }
        };
    }
}
