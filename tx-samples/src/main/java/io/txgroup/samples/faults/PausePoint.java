package io.txgroup.samples.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where requests wait until {@link FaultController} lets them go on; thread-safe. */
final class PausePoint {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private CountDownLatch gate = new CountDownLatch(1);
    private int waiting;

    void await() throws InterruptedException {
        CountDownLatch current = enter();
        try {
            current.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            leave();
        }
    }

    synchronized int waiting() {
        return waiting;
    }

    synchronized void resume() {
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    private synchronized CountDownLatch enter() {
        waiting++;
        return gate;
    }

    private synchronized void leave() {
        waiting--;
    }
}
