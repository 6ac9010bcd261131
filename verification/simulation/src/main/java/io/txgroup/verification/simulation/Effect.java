package io.txgroup.verification.simulation;

/**
 * What one piece of business did to one row.
 *
 * @param execution whose work it is
 * @param number tells the effects of one step apart
 * @param row which row
 * @param amount what was added
 */
record Effect(Execution execution, int number, int row, long amount) {
    /** What a branch does that nobody waits for. */
    static final int ASIDE = 100;

    /** What is done outside of the group. */
    static final int OUTSIDE = 200;

    /** The same for the same piece of business, however often it is run. */
    String key() {
        return execution.step().number() + "/" + number;
    }
}
