package io.txgroup.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one unit has of one DataSource: its slots, and the logical connections that are open in its threads. A thread that
 * opens a second one before it closed the first ({@code REQUIRES_NEW}) gets the next ordinal. Thread-safe.
 */
final class UnitConnections {
    private final String dataSource;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Slot> slots = new ArrayList<>(2);
    private final List<Claim> claims = new ArrayList<>(2);

    UnitConnections(String dataSource) {
        this.dataSource = dataSource;
    }

    /** The current thread opens a logical connection: it will work in the slot of the lowest ordinal not yet claimed. */
    Claim claim() {
        lock.lock();
        try {
            int ordinal = 1;
            while (isClaimed(ordinal)) {
                ordinal++;
            }
            while (slots.size() < ordinal) {
                slots.add(new Slot(dataSource, slots.size() + 1));
            }
            Claim claim = new Claim(Thread.currentThread(), slots.get(ordinal - 1));
            claims.add(claim);
            return claim;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClaimed(int ordinal) {
        for (Claim claim : claims) {
            if (claim.thread() == Thread.currentThread() && claim.slot().ordinal() == ordinal) {
                return true;
            }
        }
        return false;
    }

    /** The logical connection was closed. */
    void giveUp(Claim claim) {
        lock.lock();
        try {
            claims.remove(claim);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where somebody who only reads must read to see what the unit has written; null if the database shows it all.
     *
     * @param own the reader's own slot: for that it waits if another thread is in it
     */
    @Nullable
    Slot toRead(Slot own) {
        if (own.hasSomethingToRead()) {
            return own;
        }
        lock.lock();
        try {
            for (Slot slot : slots) {
                if (slot.hasSomethingToRead() && slot.isIdle()) {
                    return slot;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** That a logical connection is open in a thread. */
    record Claim(Thread thread, Slot slot) {}
}
