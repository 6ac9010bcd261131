package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The response to a call of a group: carries the report from the beginning, and says that the call failed before an
 * error can leave. The application can't set the report, not even by passing on all headers of another service's reply.
 * Belongs to the request's thread.
 */
final class ServedResponse extends HttpServletResponseWrapper {
    private Calls.@Nullable Inbound inbound;
    private @Nullable String report;
    private boolean failed;
    private @Nullable Throwable thrown;

    ServedResponse(HttpServletResponse response) {
        super(response);
    }

    void servedBy(Calls.Inbound inbound) {
        this.inbound = inbound;
    }

    /**
     * Sets the report that the caller is to see.
     *
     * @throws IllegalStateException if another one has left already: the caller could not know what joined
     */
    void report(String value) {
        boolean late = isCommitted() && !value.equals(report);
        report = value;
        if (late && !failed) {
            throw new IllegalStateException("The reply left before the called method had returned, so the caller can't"
                    + " learn what joined below; write or flush the response after it");
        }
        super.setHeader(Calls.REPORT_HEADER, value);
    }

    /** Puts the report on the response of an error page, whose headers may have been cleared. */
    void restateOn(HttpServletResponse response) {
        if (report != null) {
            response.setHeader(Calls.REPORT_HEADER, report);
        }
    }

    /** Something was thrown that an exception handler may make a reply of. */
    void thrown(Throwable cause) {
        thrown = cause;
    }

    /** The reply is an error to the caller. */
    void failed(String reason) {
        if (!failed && inbound != null) {
            failed = true; // before, for the report may now be late
            failed = inbound.failed(reason, thrown);
        }
    }

    private void statusIs(int status) {
        if (status >= SC_BAD_REQUEST) {
            failed("the reply has status " + status);
        }
    }

    @Override
    public void setStatus(int status) {
        statusIs(status);
        super.setStatus(status);
    }

    @Override
    public void sendError(int status) throws IOException {
        statusIs(status);
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        statusIs(status);
        super.sendError(status, message);
    }

    @Override
    public void reset() {
        super.reset();
        restateOn((HttpServletResponse) getResponse());
    }

    @Override
    public void setHeader(String name, String value) {
        if (!Calls.REPORT_HEADER.equalsIgnoreCase(name)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!Calls.REPORT_HEADER.equalsIgnoreCase(name)) {
            super.addHeader(name, value);
        }
    }
}
