package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Parts;
import java.util.Set;

/** A redo takes its connections to one database for the original's, though it may open them in another order. */
public final class RedoTrustsTheOrder extends Parts {
    @Override
    public String name() {
        return "a redo that trusts the order of connections";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public Set<String> mistakable(Set<String> lost, Set<String> there) {
                return Set.of();
            }
        };
    }
}
