package io.txgroup.manager.admin;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open page, and what it is still to hear. Whoever has news for it never waits: a thread of the pool writes, in the order
 * of the news, and waits if the browser does not read. A page that is too far behind is ended; it comes back by itself and
 * reads everything again. Thread-safe.
 */
final class OpenPage {
    private static final Logger log = LoggerFactory.getLogger(OpenPage.class);

    private final SseEmitter emitter;
    private final Executor threads;
    private final int furthestBehind;
    private final long since;
    private final Queue<Step> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean ended;

    /**
     * A page that has heard nothing yet.
     *
     * @param furthestBehind how much may wait for it
     * @param since when it was opened, in nanoseconds of any clock
     */
    OpenPage(SseEmitter emitter, Executor threads, int furthestBehind, long since) {
        this.emitter = emitter;
        this.threads = threads;
        this.furthestBehind = furthestBehind;
        this.since = since;
    }

    @FunctionalInterface
    private interface Step {
        void take(SseEmitter emitter) throws IOException;
    }

    SseEmitter emitter() {
        return emitter;
    }

    long since() {
        return since;
    }

    /** Whether it goes on; one that does not hears nothing any more. */
    synchronized boolean isOpen() {
        return !ended;
    }

    /** Has it hear that, after what it was told before. */
    synchronized void tell(SseEmitter.SseEventBuilder news) {
        if (ended) {
            return;
        }
        if (waiting.size() >= furthestBehind) {
            log.debug("A page has not read the last {} events; it is ended and may come back", waiting.size());
            end();
            return;
        }
        waiting.add(emitting -> emitting.send(news));
        write();
    }

    /** Ends it once what is being written is written; nothing else that waits is. */
    synchronized void end() {
        if (!ended) {
            left();
            waiting.add(SseEmitter::complete);
            write();
        }
    }

    /** The browser is gone. */
    synchronized void left() {
        ended = true;
        waiting.clear();
    }

    private void write() {
        if (writing) {
            return;
        }
        writing = true;
        try {
            threads.execute(this::writeAll);
        } catch (RejectedExecutionException e) {
            writing = false;
            left();
            // nobody writes, so nobody is waited for
            emitter.complete();
        }
    }

    private void writeAll() {
        for (Step next = next(); next != null; next = next()) {
            try {
                next.take(emitter);
            } catch (IOException | RuntimeException e) {
                log.debug("A page went away: {}", e.getMessage());
                left();
            }
        }
    }

    private synchronized @Nullable Step next() {
        Step next = waiting.poll();
        writing = next != null;
        return next;
    }
}
