package io.txgroup.verification.chaos.site;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting with a limit. */
public final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Patience() {}

    /** Something that can be looked at. */
    public interface Look {
        /** Whether it is as it should be; an IOException means no. */
        boolean isGood() throws IOException, InterruptedException;
    }

    /**
     * Waits until it is good; how long it took.
     *
     * @throws IllegalStateException if it takes longer than 90 seconds
     */
    public static Duration await(String what, Look look) {
        long began = System.nanoTime();
        while (!isGood(look)) {
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (waited.compareTo(LIMIT) > 0) {
                throw new IllegalStateException("Waited " + waited.toSeconds() + " s for " + what);
            }
            rest(50);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static boolean isGood(Look look) {
        try {
            return look.isGood();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while it waited", e);
        }
    }

    /** Does nothing for so long. */
    public static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while it waited", e);
        }
    }
}
