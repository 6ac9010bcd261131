package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import io.txgroup.protocol.CallPath;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who took something, when and, if anybody wants to know, where.
 *
 * @param thread the thread's name
 * @param callPath the call that it ran
 * @param nanoTime when
 * @param trace where; null unless debugging, because a trace costs more than the rest of taking a connection
 */
record Taken(String thread, CallPath callPath, long nanoTime, @Nullable Throwable trace) {

    static Taken now(CallScope scope, boolean withTrace) {
        return new Taken(
                Thread.currentThread().getName(),
                scope.callPath(),
                System.nanoTime(),
                withTrace ? new Throwable("Taken here") : null);
    }

    /** Adds the trace, if there is one, to what failed because of this. */
    void explain(Throwable failure) {
        if (trace != null) {
            failure.addSuppressed(trace);
        }
    }

    @Override
    public String toString() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
        return "taken " + millis + " ms ago by thread " + thread + " in call " + callPath;
    }
}
