package io.txgroup.client.running;

import org.jspecify.annotations.Nullable;

/** Runs code in a group; {@link TxRunner} does, and a test without managers may do otherwise. */
@FunctionalInterface
public interface GroupRunner {
    /** No groups: the code runs as it is, for a service with {@code tx.client.enabled=false}. */
    GroupRunner NO_GROUPS = (definition, body) -> body.run();

    /**
     * Runs the body as the definition says, and gives back what it gives.
     *
     * @throws IllegalStateException if the propagation forbids it, or if a local transaction is open that is not the
     *     group's; the body has not run
     * @throws Throwable what the body threw, or an {@link io.txgroup.client.TxException} if the group ended otherwise
     */
    @Nullable
    Object run(TxDefinition definition, Body body) throws Throwable;

    /** What runs in the group. */
    @FunctionalInterface
    interface Body {
        /** Runs it. */
        @Nullable
        Object run() throws Throwable;
    }
}
