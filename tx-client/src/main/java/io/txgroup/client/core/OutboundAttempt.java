package io.txgroup.client.core;

import io.txgroup.client.spi.Calls;
import io.txgroup.client.spi.MalformedHeaderException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One attempt to call another service; its first ending counts. Thread-safe. */
public final class OutboundAttempt implements Calls.Attempt {
    private final Consumer<CallReport> ending;
    private final GroupHeader header;
    private final AtomicBoolean over = new AtomicBoolean();

    /** With who takes what the reply reported, once. */
    OutboundAttempt(Consumer<CallReport> ending, GroupHeader header) {
        this.ending = ending;
        this.header = header;
    }

    @Override
    public String header() {
        return header.toString();
    }

    @Override
    public void answered(@Nullable String report, boolean failed) {
        if (report == null) {
            end(
                    failed
                            ? CallReport.rollbackOnly("attempt " + header.callPath() + " failed, without a report")
                            : CallReport.NOTHING);
            return;
        }
        try {
            CallReport read = CallReport.parse(report);
            boolean fails = failed && !read.standsByError();
            end(fails ? read.failed("attempt " + header.callPath() + " failed") : read);
        } catch (MalformedHeaderException e) {
            end(CallReport.rollbackOnly("attempt " + header.callPath() + ": " + e.getMessage()));
        }
    }

    @Override
    public void unanswered(Throwable cause) {
        end(CallReport.rollbackOnly("attempt " + header.callPath() + " was not answered: " + cause));
    }

    private void end(CallReport report) {
        if (over.compareAndSet(false, true)) {
            ending.accept(report);
        }
    }
}
