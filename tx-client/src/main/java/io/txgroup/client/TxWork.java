package io.txgroup.client;

import org.jspecify.annotations.Nullable;

/**
 * Code that runs in a group.
 *
 * @param <T> what it gives back
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface TxWork<T extends @Nullable Object, E extends Exception> {
    /** Runs it. */
    T run() throws E;
}
