package io.txgroup.redis.autoconfigure;

/** What is written in a Redis would stay whatever becomes of the group, and nobody has said that it may. */
final class UnheldRedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    UnheldRedisException(String what, String action) {
        super(what);
        this.action = action;
    }

    String action() {
        return action;
    }
}
