package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reply to one attempt whose status and headers are here; it says how the attempt ended. A body has one reader.
 *
 * <p>An error ends the attempt at once. Any other reply ends it when the caller has what it wants: the body was read to
 * its end or closed. A body that breaks off before that leaves the attempt unanswered, for its caller sees an exception,
 * and a caller that swallows it must not commit. A body that is neither read to its end nor closed leaves the attempt
 * without an ending: the group can't commit then either.
 */
final class Reply {
    private static final long UNKNOWN = -1;

    private final FirstEnding attempt;
    private final @Nullable String report;
    private final long length;
    private long read;

    private Reply(FirstEnding attempt, @Nullable String report, long length) {
        this.attempt = attempt;
        this.report = report;
        this.length = length;
    }

    /**
     * A reply's status and headers have come.
     *
     * @param method the request's
     * @param headers gives a header's values by its name; null if there are none
     */
    static Reply to(FirstEnding attempt, String method, Function<String, @Nullable Collection<String>> headers) {
        Collection<String> reports = headers.apply(Calls.REPORT_HEADER);
        String report = reports == null || reports.isEmpty() ? null : String.join(",", reports);
        return new Reply(attempt, report, method.equals("HEAD") ? UNKNOWN : length(headers));
    }

    /** How long the body is on the wire, if that is what the caller will read. */
    private static long length(Function<String, @Nullable Collection<String>> headers) {
        Collection<String> lengths = headers.apply("Content-Length");
        if (lengths == null || lengths.size() != 1 || headers.apply("Content-Encoding") != null) {
            return UNKNOWN;
        }
        try {
            return Long.parseLong(lengths.iterator().next().trim());
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** The reply is an error to the caller. */
    void failed() {
        attempt.answered(report, true);
    }

    /** The caller has what it wants of the body. */
    void taken() {
        attempt.answered(report, false);
    }

    /** The same body, watched. */
    InputStream watch(InputStream body) {
        return new WatchedBody(body);
    }

    private void end() throws EOFException {
        if (read < length) {
            // the JDK's HttpURLConnection takes this for a whole body
            throw new EOFException("The reply's body ended after " + read + " of " + length + " bytes");
        }
        taken();
    }

    private final class WatchedBody extends InputStream {
        private final InputStream body;

        WatchedBody(InputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            try {
                int got = body.read(buffer, offset, count);
                if (got < 0) {
                    end();
                } else {
                    read += got;
                }
                return got;
            } catch (Throwable cause) {
                attempt.unanswered(cause);
                throw cause;
            }
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
