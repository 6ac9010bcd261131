package io.txgroup.verification.chaos.load;

/**
 * How much callers ask for, and how often for the same.
 *
 * @param callers how many there are, each with one transfer at a time
 * @param perSecond how many transfers they ask for in all, if they are answered fast enough
 * @param repeats how often one asks again for a transfer of which it knows that nothing of it happened; with 0 it asks again
 *     only where nothing was sent, of each other instance of the starter once
 */
public record Load(int callers, int perSecond, int repeats) {
    public Load {
        if (callers < 1 || perSecond < 1 || repeats < 0) {
            throw new IllegalArgumentException(
                    "A load needs a caller and a transfer a second at least, and no fewer than 0" + " repeats, not "
                            + callers + ", " + perSecond + " and " + repeats);
        }
    }
}
