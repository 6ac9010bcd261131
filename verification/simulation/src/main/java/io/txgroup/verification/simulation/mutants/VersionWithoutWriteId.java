package io.txgroup.verification.simulation.mutants;

import io.txgroup.verification.simulation.Parts;
import java.util.function.Supplier;

/** A version is a counter alone, which comes back after a failover. */
public final class VersionWithoutWriteId extends Parts {
    @Override
    public String name() {
        return "version without write id";
    }

    @Override
    public Supplier<String> writeIds(Supplier<String> random) {
        return () -> "w";
    }
}
