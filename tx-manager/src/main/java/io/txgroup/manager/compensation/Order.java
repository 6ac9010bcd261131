package io.txgroup.manager.compensation;

import static java.util.Objects.requireNonNull;

/**
 * What somebody has ordered.
 *
 * @param at when it was recorded, in the store's milliseconds; 0 before
 * @param by the operator's name, or {@link #CALLBACK}
 * @param note why; never empty for DISCARD
 */
public record Order(long at, String by, Kind kind, String note) {
    /** Stands for the application, as the callback has answered. */
    public static final String CALLBACK = "callback";

    /** What. */
    public enum Kind {
        /** Try again at once, also what nobody would try again by itself. */
        REPAIR_NOW,
        /** Do nothing before a person says so. */
        HOLD,
        /** Go on as the policy says. */
        RESUME,
        /** Never repair it. */
        DISCARD
    }

    public Order {
        requireNonNull(by, "by is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(note, "note is null");
        if (by.isBlank()) {
            throw new IllegalArgumentException("Who orders " + kind + " must be named");
        }
        if (kind == Kind.DISCARD && note.isBlank() && !by.equals(CALLBACK)) {
            throw new IllegalArgumentException("A discard needs a note: lost work is then never repaired");
        }
    }

    /** The same, recorded now. */
    public Order recorded(long now) {
        return new Order(now, by, kind, note);
    }
}
