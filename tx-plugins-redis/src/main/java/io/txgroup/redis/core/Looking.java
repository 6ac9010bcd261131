package io.txgroup.redis.core;

/** Why somebody looks how a unit's writes have ended. */
enum Looking {
    /** What is not applied never will be. */
    FOR_LOSS("T", false),

    /** The same, where something must stand already: marks may have been removed. */
    FOR_KNOWN_LOSS("T", true),

    /** What was lost will never be repaired. */
    TO_DISCARD("D", true);

    private final String leaves;
    private final boolean confirms;

    Looking(String leaves, boolean confirms) {
        this.leaves = leaves;
        this.confirms = confirms;
    }

    /** The mark that is put where none says how it ended. */
    String leaves() {
        return leaves;
    }

    /** Whether nothing is put, and nothing proven, where no mark stands at all. */
    boolean confirms() {
        return confirms;
    }
}
