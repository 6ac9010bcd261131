package io.txgroup.verification.crash.repair;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting with a limit. */
final class Until {
    private Until() {}

    /** Something that can be looked at. */
    interface Look {
        boolean isGood() throws Exception;
    }

    /**
     * Waits until it is good.
     *
     * @throws IllegalStateException if it takes longer
     */
    static void await(String what, Duration limit, Look look) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!look.isGood()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Waited " + limit.toSeconds() + " s in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(25);
        }
    }
}
