package io.txgroup.manager.group;

import static java.util.Objects.requireNonNull;

/**
 * What a compare-and-set compares. The counter alone is not enough: after a failover that lost writes it comes back, and
 * a stale copy would match. The random write id does not come back.
 *
 * @param counter 1 for the create, then one more with every write
 * @param writeId random, made for this write
 */
public record Version(long counter, String writeId) {
    public Version {
        requireNonNull(writeId, "writeId is null");
    }

    @Override
    public String toString() {
        return counter + ":" + writeId;
    }
}
