package io.txgroup.client.core;

import io.txgroup.client.spi.CallScope;
import io.txgroup.protocol.Invocation;
import java.time.Duration;
import java.util.concurrent.Executor;

/** The port to the methods of this process that can be run again because their work was lost. Thread-safe. */
public interface Repeating {
    /** What a unit's invocations may have in all unless told otherwise, in bytes. */
    int DEFAULT_MAX_SIZE = 64 * 1024;

    /** Runs redos: they may take long, so not the threads that end what is held. */
    Executor executor();

    /** Runs discards, which wait for databases only: not the threads of redos, whose code may hang in anything. */
    default Executor discards() {
        return executor();
    }

    /** How long one redo may go on. */
    Duration timeout();

    /** What the arguments and contexts of one unit's invocations may have in all, in bytes. */
    int maxSize();

    /**
     * Finds the method and reads its arguments; runs nothing.
     *
     * @throws CannotRepeatException if this process can't run it
     */
    Again prepare(Invocation invocation) throws CannotRepeatException;

    /** A method that is ready to be run again. */
    interface Again {
        /**
         * Runs it in the current thread, for that scope. What it throws vetoes the scope, unless it is declared not to roll
         * back for it, and goes no further.
         */
        void run(CallScope scope);
    }

    /** Where nothing can be run again. */
    static Repeating nothing(Executor executor) {
        return new Repeating() {
            @Override
            public Executor executor() {
                return executor;
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(30);
            }

            @Override
            public int maxSize() {
                return DEFAULT_MAX_SIZE;
            }

            @Override
            public Again prepare(Invocation invocation) throws CannotRepeatException {
                throw new CannotRepeatException("this process runs no method again");
            }
        };
    }
}
