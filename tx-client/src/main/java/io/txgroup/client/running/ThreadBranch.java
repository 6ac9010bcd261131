package io.txgroup.client.running;

import io.txgroup.client.core.Call;
import io.txgroup.client.spi.Calls;
import org.jspecify.annotations.Nullable;

/**
 * What a thread ran for when it was asked.
 *
 * @param threads whose it is
 * @param call the call of a group; null if it ran none
 * @param request the request with a group's header; null if it served none
 */
record ThreadBranch(ThreadCalls threads, @Nullable Call call, @Nullable InboundCall request) implements Calls.Branch {
    @Override
    public boolean isInGroup() {
        return call != null || request != null;
    }

    @Override
    public Calls.Entered enter() {
        return threads.enter(this);
    }

    @Override
    public void veto(String reason) {
        Call vetoing = call == null && request != null ? request.served() : call;
        if (vetoing != null) {
            vetoing.veto(reason);
        }
    }
}
