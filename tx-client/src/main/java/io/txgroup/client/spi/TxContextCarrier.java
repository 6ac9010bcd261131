package io.txgroup.client.spi;

import java.util.Optional;

/**
 * Carries what a method needs beside its arguments, such as a tenant or a user, to where it is run again because its work
 * was lost. A bean; thread-safe. What it gives is kept by the managers: it must not be a secret.
 */
public interface TxContextCarrier {
    /** A stable name, different from other carriers'; a process without a carrier of this name does not run the method. */
    String name();

    /** What the current thread has when a method is entered; empty if there is nothing to carry. */
    Optional<String> capture();

    /**
     * Gives it to the current thread before the method is run again.
     *
     * @param value what {@link #capture()} gave, perhaps in an older version of the service
     * @return takes it away again; called in the same thread
     * @throws RuntimeException if the value can't be understood: the method is not run
     */
    Restored restore(String value);

    /** That the current thread has it. */
    interface Restored extends AutoCloseable {
        @Override
        void close();
    }
}
