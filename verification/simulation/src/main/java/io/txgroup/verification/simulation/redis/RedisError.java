package io.txgroup.verification.simulation.redis;

/** What a server answers to a command that it refuses, such as {@code WRONGTYPE ...}. */
final class RedisError extends Exception {
    private static final long serialVersionUID = 1L;

    RedisError(String message) {
        super(message, null, false, false);
    }

    /** What it says, as it goes over the wire. */
    String said() {
        return String.valueOf(getMessage());
    }
}
