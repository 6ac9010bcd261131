package io.txgroup.client.running;

import io.txgroup.client.core.Call;
import io.txgroup.client.core.CallReport;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.client.core.ReplayCall;
import io.txgroup.client.core.Units;
import io.txgroup.client.spi.Calls;
import io.txgroup.protocol.GroupId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request with a group's header, on the thread that serves it and on those that work for it. What the reply reports
 * grows as the call goes on. Thread-safe.
 */
final class InboundCall implements Calls.Inbound {
    private final GroupHeader header;
    private final Consumer<String> reply;
    private final Runnable atClose;
    private final @Nullable WholeRequest whole;
    private CallReport report = CallReport.NOTHING;
    private String failure = "";
    private boolean closed;
    private @Nullable Throwable stoodBy;
    private @Nullable Call served;
    private @Nullable ReplayCall servedAgain;

    /**
     * Takes in a request.
     *
     * @param units given if the whole request is the call; null if only an annotated method is one
     */
    InboundCall(GroupHeader header, Consumer<String> reply, Runnable atClose, @Nullable Supplier<Units> units) {
        this.header = header;
        this.reply = reply;
        this.atClose = atClose;
        this.whole = units == null ? null : new WholeRequest(this, units);
        reply.accept(report.toString());
    }

    GroupId groupId() {
        return header.groupId();
    }

    /** Whether the call is made again because work of its group was lost. */
    boolean isAgain() {
        return header.again() != null;
    }

    /** What is to be served; fails once the reply has left, for nobody would count on it any more. */
    synchronized GroupHeader header() {
        requireOpen();
        return header;
    }

    /** The call that the whole request is, begun now if it has not been; empty if only an annotated method is one. */
    Optional<Call> asWhole() {
        return whole == null ? Optional.empty() : Optional.of(whole.call());
    }

    /** The call, once a method that takes part in groups has been reached. */
    @Nullable
    synchronized Call served() {
        return served;
    }

    synchronized void serves(Call call) {
        served = call;
    }

    /** The call, if it is made again and a method that takes part in groups has been reached. */
    @Nullable
    synchronized ReplayCall servedAgain() {
        return servedAgain;
    }

    synchronized void serves(ReplayCall call) {
        servedAgain = call;
    }

    synchronized void report(CallReport now) {
        requireOpen();
        report = now;
        reply.accept(now.toString());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Group " + header.groupId() + " - the reply of call " + header.callPath()
                    + " has left, so nothing can join any more; wait for branches before the request ends");
        }
    }

    /** The called method has said yes, and throws this although it did. */
    synchronized void standsBy(Throwable thrown) {
        stoodBy = thrown;
        report(report.standingByError());
    }

    private boolean standsByCauseOf(@Nullable Throwable failed) {
        for (Throwable cause = failed; cause != null && stoodBy != null; cause = cause.getCause()) {
            if (cause == stoodBy) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized boolean failed(String reason, @Nullable Throwable cause) {
        if (standsByCauseOf(cause)) {
            return false;
        }
        if (failure.isEmpty()) {
            failure = reason;
        }
        report(report.failed(reason));
        if (served != null) {
            served.veto(reason);
        }
        if (servedAgain != null) {
            servedAgain.veto(reason);
        }
        return true;
    }

    /** Why the reply is an error; empty if it is none. */
    synchronized String failure() {
        return failure;
    }

    @Override
    public boolean answersAtItsEnd() {
        return whole != null;
    }

    @Override
    public void ended() {
        if (whole != null) {
            whole.end();
        }
    }

    @Override
    public void close() {
        try {
            if (whole != null) {
                whole.giveUp();
            }
        } finally {
            synchronized (this) {
                closed = true;
            }
            atClose.run();
        }
    }
}
