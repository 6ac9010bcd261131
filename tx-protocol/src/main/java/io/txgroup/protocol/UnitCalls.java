package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A unit and call paths that it served: what a join says, a caller is told and a close expects.
 *
 * @param unit who served them
 * @param callPaths what was served, sorted, not empty
 * @param holding what the unit held when the last of these calls was answered; null if that was not told of every one
 */
public record UnitCalls(UnitId unit, List<CallPath> callPaths, @Nullable Holding holding) {
    public UnitCalls {
        requireNonNull(unit, "unit is null");
        callPaths = List.copyOf(new TreeSet<>(callPaths));
    }

    /** What the unit holds is not told. */
    public UnitCalls(UnitId unit, List<CallPath> callPaths) {
        this(unit, callPaths, null);
    }

    /**
     * These calls and further ones of the same unit. What it holds is known only if both tell it.
     *
     * @throws IllegalArgumentException if the others are another unit's
     */
    public UnitCalls and(UnitCalls others) {
        if (!unit.equals(others.unit)) {
            throw new IllegalArgumentException("Calls of " + others.unit + " are not calls of " + unit);
        }
        TreeSet<CallPath> all = new TreeSet<>(callPaths);
        all.addAll(others.callPaths);
        Holding both = holding == null || others.holding == null ? null : holding.and(others.holding);
        return new UnitCalls(unit, List.copyOf(all), both);
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
