package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.load.Errand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What callers wanted during a part of a scenario, and what became of it.
 *
 * @param what went on meanwhile
 * @param seconds it took
 * @param errands that ended in it
 */
record Phase(String what, double seconds, List<Errand> errands) {
    Phase {
        errands = List.copyOf(errands);
    }

    double perSecond() {
        return errands.size() / Math.max(1e-9, seconds);
    }

    /** How many had to be asked for more than once. */
    long repeated() {
        return errands.stream().filter(errand -> errand.repeats() > 0).count();
    }

    /** How many did not come to what was wanted after all, or nobody knows. */
    long lacking() {
        return failed() + unknown();
    }

    private long failed() {
        return errands.stream().filter(Errand::failed).count();
    }

    private long unknown() {
        return errands.stream().filter(Errand::unknown).count();
    }

    private int attempts() {
        return errands.stream().mapToInt(errand -> errand.repeats() + 1).sum();
    }

    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seconds", seconds);
        figures.put("transfersPerSecond", perSecond());
        figures.put("transfers", errands.size());
        figures.put("attempts", attempts());
        figures.put("repeated", repeated());
        figures.put("failedAfterAll", failed());
        figures.put("unknown", unknown());
        return figures;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %d transfers in %.0f s (%.0f/s), %d attempts, %d asked for again, %d failed after all, %d unknown",
                what,
                errands.size(),
                seconds,
                perSecond(),
                attempts(),
                repeated(),
                failed(),
                unknown());
    }
}
