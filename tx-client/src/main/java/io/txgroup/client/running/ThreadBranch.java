package io.txgroup.client.running;

import io.txgroup.client.core.Call;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Calls;
import org.jspecify.annotations.Nullable;

/**
 * What a thread ran for when it was asked.
 *
 * @param threads whose it is
 * @param call the call of a group; null if it ran none
 * @param request the request with a group's header; null if it served none
 * @param again the call that it ran again; null if it ran none again
 */
record ThreadBranch(ThreadCalls threads, @Nullable Call call, @Nullable InboundCall request, @Nullable CallScope again)
        implements Calls.Branch {
    @Override
    public boolean isInGroup() {
        return call != null || request != null || again != null;
    }

    @Override
    public Calls.Entered enter() {
        return threads.enter(this);
    }

    @Override
    public void veto(String reason) {
        if (again != null) {
            again.veto(reason);
            return;
        }
        Call vetoing = call == null && request != null ? request.served() : call;
        if (vetoing != null) {
            vetoing.veto(reason);
        }
    }
}
