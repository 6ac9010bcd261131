package io.txgroup.verification.simulation;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.ResourceRecovery.PreparedBranch;
import io.txgroup.protocol.Epoch;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a session is known by, in its unit and where it works.
 *
 * @param token the random part of the unit's name
 * @param epoch in which the group began
 * @param ordinal which of the unit's sessions there
 */
record SessionName(String resource, Ledger ledger, String token, @Nullable Epoch epoch, int ordinal) {
    /** The lowest that is free: in a replay also that of a session which has been given back between two calls. */
    static SessionName next(Database database, Ledger ledger, UnitMark unit, CallScope call) {
        Set<Integer> taken = Stream.concat(ledger.allSessions().stream(), ledger.repairs().stream())
                .filter(session -> session.unit() == unit && session.resource() == database)
                .filter(session -> unit.attempt == 0 || !session.isGivenBack())
                .map(Session::ordinal)
                .collect(Collectors.toSet());
        int ordinal = 1;
        while (taken.contains(ordinal)) {
            ordinal++;
        }
        return new SessionName(
                database.toString(), ledger, call.unit().token(), call.epoch().orElse(null), ordinal);
    }

    PreparedBranch branch() {
        if (epoch == null) {
            throw new IllegalStateException(this + " was prepared, but its group was never recorded");
        }
        return new PreparedBranch(token + "-" + ordinal, ledger.id(), token, epoch.mark(), ordinal);
    }

    @Override
    public String toString() {
        return resource + "#" + ordinal;
    }
}
