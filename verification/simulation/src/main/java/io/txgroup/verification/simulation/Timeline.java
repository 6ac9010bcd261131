package io.txgroup.verification.simulation;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, in nanoseconds, and what is to happen at which. One event at a time; those of the same time in the order
 * in which they were planned.
 */
final class Timeline {
    private static final int DEEPEST = 3;
    private static final long MOST_EVENTS = 300_000;

    private final PriorityQueue<Event> queue = new PriorityQueue<>(1024);
    private final Trace trace;
    private long now = 1_000_000_000L;
    private long planned;
    private long happened;
    private int depth;
    private @Nullable Violation violation;

    Timeline(Trace trace) {
        this.trace = trace;
    }

    private record Event(long time, long order, @Nullable Host host, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return time == other.time ? Long.compare(order, other.order) : Long.compare(time, other.time);
        }
    }

    long now() {
        return now;
    }

    long nowMillis() {
        return now / 1_000_000;
    }

    long happened() {
        return happened;
    }

    /** Plans something that the world does. */
    void after(long delay, Runnable action) {
        plan(now + delay, null, action);
    }

    /** Plans something that a host does, if it lives then, and does not stand still. */
    void after(long delay, Host host, Runnable action) {
        plan(now + delay, host, action);
    }

    private void plan(long time, @Nullable Host host, Runnable action) {
        queue.add(new Event(time, planned++, host, action));
    }

    /** Lets time pass up to the given one. */
    void runUntil(long time) {
        while (true) {
            Event next = queue.peek();
            if (next == null || next.time > time) {
                now = Math.max(now, time);
                return;
            }
            queue.poll();
            now = Math.max(now, next.time);
            happen(next);
            if (violation != null) {
                throw violation;
            }
        }
    }

    /** The calling thread of that host stands still for a while; everything else goes on, its other threads too. */
    void block(Host host, long duration) {
        if (depth < DEEPEST) {
            depth++;
            try {
                runUntil(now + duration);
            } finally {
                depth--;
            }
        }
        host.requireAlive();
    }

    private void happen(Event event) {
        Host host = event.host;
        if (host != null && !host.isAlive()) {
            return;
        }
        if (host != null && host.pausedUntil() > now) {
            plan(host.pausedUntil(), host, event.action);
            return;
        }
        happened++;
        if (happened > MOST_EVENTS) {
            fail(new Violation(
                    Invariant.ENDS, "No end after " + happened + " events: something goes round in circles"));
            return;
        }
        try {
            event.action.run();
        } catch (ProcessDied died) {
            trace.add(died::getMessage);
        } catch (RuntimeException e) {
            fail(new Violation(Invariant.NO_FAILURE, host + " threw " + e + " at " + e.getStackTrace()[0]));
        } catch (Violation seen) {
            fail(seen);
        }
    }

    /** Keeps the first violation, also where somebody swallows what is thrown. */
    Violation fail(Violation seen) {
        if (violation == null) {
            violation = seen;
        }
        return seen;
    }
}
