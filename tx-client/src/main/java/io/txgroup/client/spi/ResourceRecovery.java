package io.txgroup.client.spi;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a process can find out and finish for units of its service that can't any more: their process is gone, or could
 * not tell how its resources ended. One for each resource manager, for instance each DataSource. Its methods block, and
 * are called in threads of their own; thread-safe.
 */
public interface ResourceRecovery {
    /** The resource manager's name; what units hold of it is called this name, {@code #} and an ordinal. */
    String resource();

    /**
     * The branches that units of this service have prepared here and nobody has ended yet, those of this process too.
     *
     * @throws Exception if they can't be told now
     */
    List<PreparedBranch> prepared() throws Exception;

    /**
     * Ends a prepared branch as a manager has told. Returns normally only if the branch has ended so for certain.
     *
     * @param stillHolds asked right before the database is told, since a connection may come late; if it says no, nothing is
     *     done
     * @throws ResourceLostException if it was to commit, has ended, and not all of its work is done; it is not tried again, and
     *     the managers are told what is missing
     * @throws Exception if that is not certain, or nothing was done; it is tried again
     */
    void end(PreparedBranch branch, Outcome outcome, BooleanSupplier stillHolds) throws Exception;

    /**
     * Finds out whether a unit's work here was committed, and forbids a commit from now on if it was not.
     *
     * @param callPaths every call of the unit that worked with the resource
     * @param ordinal which of the unit's resources here
     * @throws ResourceLostException if it was committed, and not all of its work could be done; what its message names is
     *     missing for good
     * @throws Exception if nothing was found out
     */
    Proof prove(GroupId groupId, List<CallPath> callPaths, int ordinal) throws Exception;

    /**
     * As {@link #prove}, for work that was proven lost once, whose marks may have been removed since: where nothing stands
     * under the unit's keys any more it puts nothing there, and says UNKNOWN. A tombstone that is put now would prove only
     * that there was nothing.
     *
     * @param callPaths every call of the unit that worked with the resource
     * @param ordinal which of the unit's resources here
     * @throws Exception if nothing was found out
     */
    default Proof confirm(GroupId groupId, List<CallPath> callPaths, int ordinal) throws Exception {
        return Proof.UNKNOWN;
    }

    /**
     * Whether work that is held here ends with its process, so that it can be lost: then what it would take to run it again
     * is kept. Does not block for long; true if that is not known yet.
     */
    default boolean canLose() {
        return true;
    }

    /**
     * Forbids that lost work is ever repaired: tombstones become discarded, in a transaction of its own that waits for a
     * repair that is under way.
     *
     * @param epoch the epoch in which the group began, noted so that the rows can be removed one day
     * @param callPaths every call of the unit that worked with the resource
     * @param ordinal which of the unit's resources here
     * @return LOST if it is discarded for good; COMMITTED if a repair was faster; IN_FLIGHT if one is still under way;
     *     UNKNOWN if nothing could be changed because there are no tombstones
     * @throws Exception if nothing is certain
     */
    default Proof discard(GroupId groupId, Epoch epoch, List<CallPath> callPaths, int ordinal) throws Exception {
        return Proof.UNKNOWN;
    }

    /**
     * Groups whose marks of commits have been here for so long that they may be of no use any more, in the order of their
     * names. Only a manager knows whether they are.
     *
     * @param after those whose names come after this one; null for the first
     * @param most how many at most
     * @throws Exception if they can't be told now
     */
    default List<OldMark> oldMarks(@Nullable GroupId after, int most) throws Exception {
        return List.of();
    }

    /** Whether marks of a group that has ended may have been removed here by now, so that the want of one proves nothing. */
    default boolean mayHaveForgotten(GroupId groupId) {
        return false;
    }

    /**
     * Removes the marks of groups of which a manager has said that they are over.
     *
     * @throws Exception if some may still be there; they are told by {@link #oldMarks} again
     */
    default void forget(List<GroupId> groups) throws Exception {}

    /**
     * A group that has left marks.
     *
     * @param epoch the epoch in which it began
     */
    record OldMark(GroupId groupId, Epoch epoch) {
        public OldMark {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(epoch, "epoch is null");
        }
    }

    /** What is certain about a unit's work. */
    enum Proof {
        /** It is committed. */
        COMMITTED,
        /** It is not committed, and never will be. */
        LOST,
        /** Its session still has it open. */
        IN_FLIGHT,
        /** It left no mark, so nobody can tell. */
        UNKNOWN
    }

    /**
     * Work that survives its process, and waits for the outcome.
     *
     * @param name what the resource manager calls it
     * @param groupId the group
     * @param token the random part of the unit's name
     * @param epochMark of the epoch in which the group began; two epochs have different ones
     * @param ordinal which of the unit's resources here
     */
    record PreparedBranch(String name, GroupId groupId, String token, String epochMark, int ordinal) {
        public PreparedBranch {
            requireNonNull(name, "name is null");
            requireNonNull(groupId, "groupId is null");
            requireNonNull(token, "token is null");
            requireNonNull(epochMark, "epochMark is null");
        }
    }
}
