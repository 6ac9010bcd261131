package io.txgroup.client.running;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The local transactions of the current thread, as a framework manages them. Thread-safe. */
public interface LocalTransactions {
    /** Nobody manages any. */
    LocalTransactions NONE = new LocalTransactions() {
        @Override
        public Optional<String> open() {
            return Optional.empty();
        }

        @Override
        public @Nullable Object suspended(GroupRunner.Body body) throws Throwable {
            return body.run();
        }
    };

    /** What people call the one that is open; empty if none is. */
    Optional<String> open();

    /** Runs the body while none is open, and takes up again what was. */
    @Nullable
    Object suspended(GroupRunner.Body body) throws Throwable;
}
