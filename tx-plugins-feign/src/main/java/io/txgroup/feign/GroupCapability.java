package io.txgroup.feign;

import feign.Capability;
import feign.Client;
import io.txgroup.client.spi.Calls;

/**
 * Takes the group along on the calls of a Feign client; for a client that is built by hand: {@code
 * Feign.builder().addCapability(new GroupCapability(calls))}. Thread-safe.
 *
 * <p>It stands around the Feign client's {@link Client} as Feign is about to use it, so it sees each attempt of the
 * {@link feign.Retryer}, every reply whatever its status, and every I/O error; neither the {@code Client} bean, which
 * Spring Cloud takes apart, nor the builder is replaced. Adding it twice is the same as adding it once.
 */
public final class GroupCapability implements Capability {
    private final Calls calls;

    /** For the calls of this process. */
    public GroupCapability(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Client enrich(Client client) {
        return new GroupClient(client, calls);
    }
}
