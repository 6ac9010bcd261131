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
    /** The same for the same piece of business, however often it is run. */
    String key() {
        return execution.step().number() + "/" + number;
    }
}
