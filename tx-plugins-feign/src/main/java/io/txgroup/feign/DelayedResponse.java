package io.txgroup.feign;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A response that stays here as a whole until it is known whether the work of its request can join: its body is kept in
 * memory. Belongs to the request's thread.
 */
final class DelayedResponse extends HttpServletResponseWrapper {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private @Nullable PrintWriter writer;
    private @Nullable ServletOutputStream stream;
    private @Nullable Redirect redirect;

    DelayedResponse(HttpServletResponse response) {
        super(response);
    }

    /** Lets the response leave. */
    void leave() throws IOException {
        if (redirect != null) {
            super.sendRedirect(redirect.location, redirect.status, redirect.clearBuffer);
            return;
        }
        if (writer != null) {
            writer.flush();
        }
        if (kept.size() > 0) {
            kept.writeTo(super.getOutputStream());
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        if (writer != null) {
            throw new IllegalStateException("getWriter() has been called for this response already");
        }
        if (stream == null) {
            stream = new KeptStream();
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (stream != null) {
            throw new IllegalStateException("getOutputStream() has been called for this response already");
        }
        if (writer == null) {
            String encoding = getCharacterEncoding();
            // so that the container states it as it would for a writer of its own
            setCharacterEncoding(encoding);
            writer = new PrintWriter(new OutputStreamWriter(kept, Charset.forName(encoding)));
        }
        return writer;
    }

    @Override
    public void flushBuffer() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public void setBufferSize(int size) {
        // everything is kept, whatever its size
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        forget();
    }

    @Override
    public void reset() {
        super.reset();
        forget();
        writer = null;
        stream = null;
    }

    private void forget() {
        flushBuffer();
        kept.reset();
        redirect = null;
    }

    @Override
    public void sendError(int status) throws IOException {
        forget();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        forget();
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location) {
        sendRedirect(location, SC_FOUND, true);
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    @Override
    public void sendRedirect(String location, int status) {
        sendRedirect(location, status, true);
    }

    /** A container takes a redirect for the end of the response. */
    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) {
        forget();
        redirect = new Redirect(location, status, clearBuffer);
    }

    private record Redirect(String location, int status, boolean clearBuffer) {}

    private final class KeptStream extends ServletOutputStream {
        @Override
        public void write(int one) {
            kept.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            kept.write(bytes, offset, count);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException(ServedRequest.NO_ASYNC);
        }
    }
}
