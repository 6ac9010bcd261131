package io.txgroup.client.running;

import io.txgroup.client.core.Call;
import io.txgroup.client.core.CallReport;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.client.spi.Calls;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request with a group's header, on the thread that serves it. What the reply reports grows as the call goes on. */
final class InboundCall implements Calls.Inbound {
    private final GroupHeader header;
    private final Consumer<String> reply;
    private final Runnable atClose;
    private CallReport report = CallReport.NOTHING;
    private @Nullable Call served;

    InboundCall(GroupHeader header, Consumer<String> reply, Runnable atClose) {
        this.header = header;
        this.reply = reply;
        this.atClose = atClose;
        report(report);
    }

    GroupHeader header() {
        return header;
    }

    /** The call, once a method that takes part in groups has been reached. */
    @Nullable
    Call served() {
        return served;
    }

    void serves(Call call) {
        served = call;
    }

    void report(CallReport now) {
        report = now;
        reply.accept(now.toString());
    }

    @Override
    public void failed(String reason) {
        report(report.failed(reason));
        if (served != null) {
            served.veto(reason);
        }
    }

    @Override
    public void close() {
        atClose.run();
    }
}
