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

    /** Waits for an end, and says every few seconds how far the callers are. */
    void watch(Callers callers, BooleanSupplier ended) {
        long next = System.nanoTime() + EVERY;
        while (!ended.getAsBoolean()) {
            Patience.rest(50);
            if (System.nanoTime() > next) {
                sayHowFar(callers);
                next = System.nanoTime() + EVERY;
            }
        }
    }

    private void sayHowFar(Callers callers) {
        List<Attempt> done = callers.done();
        long fell = done.stream().filter(Attempt::fell).count();
        say(done.size() + " transfers answered, " + fell + " did not succeed, " + callers.openOver(List.of())
                + " under way");
    }
}
