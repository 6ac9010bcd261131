package io.txgroup.verification.simulation.mutants;

import io.txgroup.client.core.ClientRules;
import io.txgroup.protocol.Outcome;
import io.txgroup.verification.simulation.Parts;
import java.util.Optional;

/** A starter takes silence for refusal. */
public final class StarterRollsBackAfterClose extends Parts {
    @Override
    public String name() {
        return "starter rolls back after close(COMMIT)";
    }

    @Override
    public ClientRules clientRules(int remembered) {
        return new Rules(remembered) {
            @Override
            public Optional<Outcome> whenCloseIsUnanswered() {
                return Optional.of(Outcome.ROLLBACK);
            }
        };
    }
}
