package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Parts;

/** Without a manager the business goes on as if there were no group. */
public final class LocalFallback extends Parts {
    @Override
    public String name() {
        return "local fallback without a manager";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public boolean mayCallWithoutRecord() {
                return true;
            }
        };
    }
}
