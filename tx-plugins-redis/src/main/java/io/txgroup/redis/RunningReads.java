package io.txgroup.redis;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Threads that wait for answers of Redis in a unit, to be interrupted when its time is over. Thread-safe. */
final class RunningReads {
    private final Map<Thread, Boolean> running = new HashMap<>();

    /** Something that waits. */
    interface Read {
        @Nullable
        Object run() throws Throwable;
    }

    @Nullable
    Object run(Read read) throws Throwable {
        Thread thread = Thread.currentThread();
        synchronized (this) {
            running.put(thread, false);
        }
        try {
            return read.run();
        } finally {
            boolean wasCancelled;
            synchronized (this) {
                wasCancelled = Boolean.TRUE.equals(running.remove(thread));
            }
            if (wasCancelled) {
                // the interruption was for this wait, not for what the thread does next
                Thread.interrupted();
            }
        }
    }

    synchronized void cancel() {
        running.replaceAll((thread, was) -> {
            thread.interrupt();
            return true;
        });
    }
}
