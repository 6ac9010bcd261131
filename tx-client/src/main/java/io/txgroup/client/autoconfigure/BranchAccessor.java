package io.txgroup.client.autoconfigure;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.spi.Calls;
import io.txgroup.protocol.ProcessId;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a thread runs for along wherever Micrometer's context propagation takes thread locals. Applications that
 * share a process share the registry, so each has a key of its own. Thread-safe.
 */
final class BranchAccessor implements ThreadLocalAccessor<Calls.Branch>, AutoCloseable {
    private final String key;
    private final ThreadCalls threads;

    BranchAccessor(ProcessId self, ThreadCalls threads) {
        this.key = "io.txgroup.branch." + self.process();
        this.threads = threads;
        ContextRegistry.getInstance().registerThreadLocalAccessor(this);
    }

    @Override
    public Object key() {
        return key;
    }

    @Override
    public Calls.@Nullable Branch getValue() {
        Calls.Branch branch = threads.branch();
        return branch.isInGroup() ? branch : null;
    }

    @Override
    public void setValue(Calls.Branch branch) {
        threads.become(branch);
    }

    @Override
    public void setValue() {
        threads.become(null);
    }

    @Override
    public void close() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(key);
    }
}
