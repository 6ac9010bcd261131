package io.txgroup.redis;

/** What a group does with a command of Redis. */
enum CommandKind {
    /** Changes nothing: goes through at once. */
    READ(""),
    /** Changes data, and its answer is seldom looked at: is queued, and answers null. */
    WRITE(""),
    /** Changes data, and who calls it wants the answer: is queued only where null is allowed for one. */
    ANSWERED(""),
    BLOCKING(
            "it waits for what others write, while the group holds locks elsewhere; read without waiting, or call it outside"
                    + " the group"),
    TRANSACTION("the group is the transaction: its writes are applied in one step when it commits; leave MULTI, EXEC,"
            + " DISCARD, WATCH and RedisTemplate.setEnableTransactionSupport(true) out (tx.redis.watch=read-keys has"
            + " optimistic checks)"),
    SUBSCRIPTION("a subscription belongs to a connection, not to a group; subscribe outside the group"),
    AT_ONCE("it changes data while it reads, which can't wait for the outcome; call it outside the group"),
    SERVER(
            "it changes the server or the connection, not data, so it can't wait for the outcome; call it outside the group"),
    UNKNOWN("nobody knows whether it reads or writes; name it in tx.redis.reads or tx.redis.writes");

    private final String refusal;

    CommandKind(String refusal) {
        this.refusal = refusal;
    }

    boolean isRefused() {
        return !refusal.isEmpty();
    }

    boolean isQueued() {
        return this == WRITE || this == ANSWERED;
    }

    /** Why it can't be done in a group and what to do instead; empty if it can. */
    String refusal() {
        return refusal;
    }
}
