package io.txgroup.verification.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happens, in words for a person. Off by default, since words take longer than what they tell. */
final class Trace {
    /** How much of what has happened is told. */
    enum Extent {
        OFF,
        /** The last lines are kept. */
        KEPT,
        /** Every line is printed at once. */
        PRINTED
    }

    private static final int MOST = 400_000;

    private final Extent extent;
    private final Deque<String> lines = new ArrayDeque<>();
    private @Nullable Timeline timeline;
    private long hash = 1;

    Trace(Extent extent) {
        this.extent = extent;
    }

    void follow(Timeline followed) {
        timeline = followed;
    }

    void add(Supplier<String> what) {
        if (extent == Extent.OFF) {
            return;
        }
        long micros = timeline == null ? 0 : timeline.now() / 1_000;
        String line = String.format("%6d.%06d  %s", micros / 1_000_000, micros % 1_000_000, what.get());
        hash = hash * 31 + line.hashCode();
        if (extent == Extent.PRINTED) {
            System.out.println(line);
        } else {
            lines.add(line);
            if (lines.size() > MOST) {
                lines.remove();
            }
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Equal for equal runs, as good as never otherwise. */
    long hash() {
        return hash;
    }
}
