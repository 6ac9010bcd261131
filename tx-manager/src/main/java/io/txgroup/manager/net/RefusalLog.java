package io.txgroup.manager.net;

import io.txgroup.protocol.net.PeerWords;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every connection that was closed for what its peer did, in one line with its address and no stack trace. A
 * flood is told by its first lines of each minute and a number, so that nobody can fill a disk from outside.
 */
final class RefusalLog {
    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int LINES_PER_WINDOW = 200;

    private final LongSupplier nanoTime;
    private final LongAdder refused = new LongAdder();

    private long windowStart;
    private int lines;
    private long untold;

    RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    /** The connection to that peer is being closed, for that reason; the reason may quote the peer. */
    void refused(SocketAddress peer, String why) {
        refused.increment();
        if (mayTell()) {
            log.warn("Peer {} - {}; connection closed", peer, PeerWords.printable(why));
        }
    }

    private synchronized boolean mayTell() {
        long now = nanoTime.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            if (untold > 0) {
                log.warn("{} more connections were closed before, too many to tell one by one", untold);
            }
            windowStart = now;
            lines = 0;
            untold = 0;
        }
        if (lines == LINES_PER_WINDOW) {
            untold++;
            return false;
        }
        lines++;
        return true;
    }

    /** How many connections were refused since the start. */
    long count() {
        return refused.sum();
    }
}
