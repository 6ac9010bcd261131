package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

/**
 * What a redo has to know of one of the unit's resources.
 *
 * @param name the resource's name within the unit, for instance {@code dataSource#1}
 * @param verdict what became of it, so what the redo does with the same work
 */
public record RedoResource(String name, Verdict verdict) {
    public RedoResource {
        requireNonNull(name, "name is null");
        requireNonNull(verdict, "verdict is null");
    }

    /** What became of a resource. */
    public enum Verdict {
        /** Its rows are tombstones: the redo's work in it is committed. */
        LOST,
        /** Its rows say that it is committed: the redo's work in it is rolled back. */
        COMMITTED
    }
}
