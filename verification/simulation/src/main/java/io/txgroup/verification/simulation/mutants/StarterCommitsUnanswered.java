package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.simulation.Parts;
import java.util.Optional;

/** A starter takes silence for consent. */
public final class StarterCommitsUnanswered extends Parts {
    @Override
    public String name() {
        return "starter commits when the close's answer is lost";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public Optional<Outcome> whenCloseIsUnanswered() {
                return Optional.of(Outcome.COMMIT);
            }
        };
    }
}
