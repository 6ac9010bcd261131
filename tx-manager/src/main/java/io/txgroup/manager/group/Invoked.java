package io.txgroup.manager.group;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Compensation;
import io.txgroup.protocol.Invocation;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a unit would run to do its work again, as it said when it joined or closed.
 *
 * @param compensation what may be done if its work is lost
 * @param invocations what its calls ran, in their order
 */
public record Invoked(Compensation compensation, List<Invocation> invocations) {
    /** Nothing is known, and nothing is forbidden. */
    public static final Invoked NOTHING = new Invoked(Compensation.UNIT, List.of());

    public Invoked {
        requireNonNull(compensation, "compensation is null");
        invocations = List.copyOf(invocations);
    }

    /** Why nobody but a person can run these calls again, in words; empty if a process can. */
    String barred(Collection<CallPath> callPaths) {
        if (compensation == Compensation.NEVER) {
            return "its method says compensation = NEVER";
        }
        for (Invocation invocation : invocations) {
            if (!invocation.canRunAgain()) {
                return "call " + invocation.callPath() + " " + invocation.methodId() + " - " + invocation.manualOnly();
            }
        }
        Set<CallPath> unknown = new TreeSet<>(callPaths);
        invocations.forEach(invocation -> unknown.remove(invocation.callPath()));
        return unknown.isEmpty()
                ? ""
                : "it is not known what its calls " + unknown
                        + " have run: its process did not say, or the store has forgotten it";
    }
}
