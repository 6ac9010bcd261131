package io.txgroup.client.core;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A unit's look into its own databases for how others have ended what it had prepared: one at a time, and not again at
 * once. Guarded by its unit's monitor.
 */
final class MarkSearch {
    private static final long AGAIN_NANOS = 10_000_000_000L;

    private final Unit unit;
    private long from = Long.MIN_VALUE;
    private boolean running;
    private boolean told;

    MarkSearch(Unit unit) {
        this.unit = unit;
    }

    /** Others may still be about to act until then. */
    void notBefore(long time) {
        from = time;
    }

    /** Begins to look unless that goes on, or was in vain just now; what was found is given away outside of the monitor. */
    void look(Consumer<Optional<Outcome>> found) {
        if (running || (from != Long.MIN_VALUE && now() - from < 0)) {
            return;
        }
        running = true;
        boolean isFirst = !told;
        List<CallPath> ran = List.copyOf(unit.ran());
        List<String> names = unit.resources().names();
        unit.owner().around().work().execute(() -> {
            Optional<Outcome> outcome = unit.owner().recovery().foundOut(unit, ran, names, isFirst);
            synchronized (unit) {
                running = false;
                told = outcome.isEmpty();
                from = now() + AGAIN_NANOS;
            }
            found.accept(outcome);
        });
    }

    private long now() {
        return unit.owner().around().time().now();
    }
}
