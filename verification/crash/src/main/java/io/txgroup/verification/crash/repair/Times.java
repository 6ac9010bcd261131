package io.txgroup.verification.crash.repair;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long something took, often: in milliseconds, smallest first. */
record Times(List<Long> millis) {
    Times {
        millis = millis.stream().sorted().toList();
    }

    long middle() {
        return millis.isEmpty() ? 0 : millis.get((millis.size() - 1) / 2);
    }

    long longest() {
        return millis.isEmpty() ? 0 : millis.get(millis.size() - 1);
    }

    Map<String, Object> figures() {
        return Map.of("count", millis.size(), "p50Millis", middle(), "maxMillis", longest());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d, p50 %.1f s, max %.1f s", millis.size(), middle() / 1e3, longest() / 1e3);
    }
}
