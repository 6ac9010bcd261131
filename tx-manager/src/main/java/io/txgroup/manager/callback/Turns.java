package io.txgroup.manager.callback;

import java.util.ArrayDeque;
import java.util.Deque;

/** Lets only so many go on at once; the others wait in their order. Thread-safe; nothing blocks. */
final class Turns {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Turns(int atOnce) {
        this.free = atOnce;
    }

    /** Runs that now or when its turn comes; it, or what it begins, calls {@link #done()} once. */
    void take(Runnable turn) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(turn);
                return;
            }
            free--;
        }
        turn.run();
    }

    void done() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
