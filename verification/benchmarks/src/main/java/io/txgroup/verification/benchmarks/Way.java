package io.txgroup.verification.benchmarks;

/** How orders are placed: the same code, in processes of its own and with databases of its own. */
enum Way {
    /** Two local transactions that know nothing of one another. */
    NONE("none"),
    /** One group. */
    OURS("ours");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    @Override
    public String toString() {
        return title;
    }
}
