package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.verification.simulation.Parts;

/** Each repetition of a create may come as late as if it were the first. */
public final class FreshNotAfter extends Parts {
    @Override
    public String name() {
        return "a repeated create with a fresh not-after";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public long notAfter(long first, long storeTime) {
                return storeTime;
            }
        };
    }
}
