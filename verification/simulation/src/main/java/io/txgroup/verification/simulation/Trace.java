package io.txgroup.verification.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern GROUP = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

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

    /** The last lines about the group that the text names first; of everything, if it names none. */
    List<String> about(@Nullable String text, int most) {
        Matcher group = GROUP.matcher(String.valueOf(text));
        String id = group.find() ? group.group() : "";
        List<String> about = lines.stream().filter(line -> line.contains(id)).toList();
        return about.subList(Math.max(0, about.size() - most), about.size());
    }

    /** Equal for equal runs, as good as never otherwise. */
    long hash() {
        return hash;
    }
}
