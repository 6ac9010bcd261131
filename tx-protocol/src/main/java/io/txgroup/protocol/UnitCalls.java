package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A unit and call paths that it served: what a join says, a caller is told and a close expects.
 *
 * @param unit who served them
 * @param callPaths what was served, sorted, not empty
 */
public record UnitCalls(UnitId unit, List<CallPath> callPaths) {
    public UnitCalls {
        requireNonNull(unit, "unit is null");
        callPaths = List.copyOf(new TreeSet<>(callPaths));
    }

    /** Whether every one of these paths is among the given ones. */
    public boolean within(Collection<CallPath> others) {
        return Set.copyOf(others).containsAll(callPaths);
    }

    @Override
    public String toString() {
        return unit.toString() + callPaths;
    }
}
