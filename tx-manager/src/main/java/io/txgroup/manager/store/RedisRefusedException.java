package io.txgroup.manager.store;

/** The Redis that was found must not keep groups; the message says why, and what to set. */
public final class RedisRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisRefusedException(String message) {
        super(message);
    }
}
