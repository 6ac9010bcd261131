package io.txgroup.verification.chaos.faults;

import java.time.Duration;
import java.util.List;

/**
 * One thing that goes wrong.
 *
 * @param at when it begins, from the beginning of the faults
 * @param lasts until it is mended, or the mending begins
 * @param kind what it is
 * @param victims whom it strikes: one name, or both ends of a link
 */
public record Strike(Duration at, Duration lasts, Kind kind, List<String> victims) {
    public Strike {
        victims = List.copyOf(victims);
    }

    @Override
    public String toString() {
        return kind + " " + String.join(" -> ", victims);
    }
}
