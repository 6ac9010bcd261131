package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a {@link Redo} ended; said by the process that ran it. Of version 4 of the protocol.
 *
 * @param unit whose work was lost
 * @param epoch of the redo
 * @param attempt of the redo
 * @param result how it ended
 * @param detail why, in words for a person; empty if it is repaired
 * @param ends what is now known of the lost resources: COMMITTED, LOST as before, or UNPROVEN; possibly of some only
 */
public record RedoEnded(
        GroupId groupId, UnitId unit, Epoch epoch, int attempt, Result result, String detail, List<ResourceEnd> ends)
        implements Message.ToGroup {
    public RedoEnded {
        requireNonNull(groupId, "groupId is null");
        requireNonNull(unit, "unit is null");
        requireNonNull(epoch, "epoch is null");
        requireNonNull(result, "result is null");
        requireNonNull(detail, "detail is null");
        ends = List.copyOf(ends);
    }

    /** How a redo ended. */
    public enum Result {
        /** Every lost resource is committed now: its rows say so. */
        REPAIRED,
        /** Something else has the rows, another redo perhaps: nothing was done, try later. */
        BUSY,
        /** A method threw, or a database could not be reached: try again as the policy says. */
        FAILED,
        /** It did other work than the original: nothing of it is committed, and a person decides. */
        DIFFERS,
        /** A method is gone or its arguments can't be read: nothing was run, and a person decides. */
        CANNOT
    }
}
