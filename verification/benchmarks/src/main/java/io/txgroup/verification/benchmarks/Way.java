package io.txgroup.verification.benchmarks;

/** How orders are placed, in processes of their own and with databases of their own. */
enum Way {
    /** Two local transactions that know nothing of one another. */
    NONE("none"),
    /** The same code in one group. */
    OURS("ours"),
    /** That, and beside its row the storage writes twice to a Redis of its own. */
    REDIS("redis");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    boolean isInGroups() {
        return this != NONE;
    }

    boolean hasRedis() {
        return this == REDIS;
    }

    @Override
    public String toString() {
        return title;
    }
}
