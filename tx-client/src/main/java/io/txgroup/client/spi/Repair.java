package io.txgroup.client.spi;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import java.util.List;

/**
 * What a call is for that is run again because work of its unit was lost. A resource manager that leaves marks asks it
 * before the first work on each resource, and turns that resource's tombstones into marks of a commit in the very
 * transaction of the work. Thread-safe.
 */
public interface Repair {
    /** The epoch in which the group began; noted with the marks, so that they can be removed one day. */
    Epoch epoch();

    /** Every call of the unit: each has a tombstone in each lost resource. */
    List<CallPath> callPaths();

    /**
     * Whether work on that resource is lost, so that its tombstones must be turned. Anything else that is worked on is
     * rolled back at the end.
     *
     * @param resource the resource's name within the unit, for instance {@code ds#1}
     */
    boolean isLost(String resource);

    /** Somebody else has the tombstones: nothing of this is committed, and it is tried later. */
    void busy(String why);

    /** What is there is not the tombstones that were told of: nothing of this is committed. */
    void changed(String why);

    /** This is other work than the original did: nothing of it is committed, and a person decides. */
    void differs(String why);
}
