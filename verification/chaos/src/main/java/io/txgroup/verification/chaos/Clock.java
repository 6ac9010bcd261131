package io.txgroup.verification.chaos;

import io.txgroup.verification.chaos.load.Attempt;
import io.txgroup.verification.chaos.load.Callers;
import io.txgroup.verification.chaos.site.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Says what happens, with the time since the beginning. */
final class Clock {
    private static final long EVERY = Duration.ofSeconds(5).toNanos();

    private final long began = System.nanoTime();

    void say(String what) {
        System.out.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds(), what);
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    /**
     * Waits for an end, and says every few seconds how far the callers are.
     *
     * @throws IllegalStateException if it does not come within that time
     */
    void watch(Callers callers, Duration within, String what, BooleanSupplier ended) {
        long limit = System.nanoTime() + within.toNanos();
        long next = System.nanoTime() + EVERY;
        while (!ended.getAsBoolean()) {
            Patience.rest(50);
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("Not within " + within.toSeconds() + " s: " + what + "; answered are "
                        + callers.done().size() + " transfers, under way " + callers.openOver(List.of()));
            }
            if (System.nanoTime() > next) {
                sayHowFar(callers);
                next = System.nanoTime() + EVERY;
            }
        }
    }

    /** Waits until so many transfers are answered, at a rate of at least one a second. */
    void await(Callers callers, int wanted) {
        Duration within = Duration.ofSeconds(60L + wanted);
        watch(
                callers,
                within,
                wanted + " transfers answered",
                () -> callers.done().size() >= wanted);
    }

    private void sayHowFar(Callers callers) {
        List<Attempt> done = callers.done();
        long fell = done.stream().filter(Attempt::fell).count();
        say(done.size() + " transfers answered, " + fell + " did not succeed, " + callers.openOver(List.of())
                + " under way");
    }
}
