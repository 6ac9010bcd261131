package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The reply to one attempt whose status and headers are here; it says once how the attempt ended. Thread-safe.
 *
 * <p>An error has ended the attempt at once. Any other reply ends it when the caller has what it wants: the body was
 * read to its end or closed. A body that breaks off before that leaves the attempt unanswered, for its caller sees an
 * exception, and a caller that swallows it must not commit. A body that is neither read to its end nor closed leaves
 * the attempt without an ending: the group can't commit then either.
 */
final class Reply {
    private final Calls.Attempt attempt;
    private final @Nullable String report;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * A reply's status and headers have come.
     *
     * @param reports the values of the report header; one, if the callee takes part in groups
     * @param failed whether the status makes it an error to the caller
     */
    Reply(Calls.Attempt attempt, @Nullable Collection<String> reports, boolean failed) {
        this.attempt = attempt;
        this.report = reports == null || reports.isEmpty() ? null : String.join(",", reports);
        if (failed) {
            ended.set(true);
            attempt.answered(report, true);
        }
    }

    /** The caller has what it wants of the body. */
    void taken() {
        if (ended.compareAndSet(false, true)) {
            attempt.answered(report, false);
        }
    }

    private void broken(Throwable cause) {
        if (ended.compareAndSet(false, true)) {
            attempt.unanswered(cause);
        }
    }

    /** The same body, watched. */
    InputStream watch(InputStream body) {
        return new WatchedBody(body);
    }

    private final class WatchedBody extends InputStream {
        private final InputStream body;

        WatchedBody(InputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            try {
                return seen(body.read());
            } catch (Throwable cause) {
                broken(cause);
                throw cause;
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return seen(body.read(buffer, offset, length));
            } catch (Throwable cause) {
                broken(cause);
                throw cause;
            }
        }

        private int seen(int read) {
            if (read < 0) {
                taken();
            }
            return read;
        }

        @Override
        public int available() throws IOException {
            return body.available();
        }

        @Override
        public void close() throws IOException {
            taken();
            body.close();
        }
    }
}
