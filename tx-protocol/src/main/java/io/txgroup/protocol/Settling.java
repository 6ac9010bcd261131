package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a group of which the store may have forgotten something: its units are frozen, and what they and
 * their databases know decides. All of version 4 of the protocol.
 */
public final class Settling {
    private Settling() {}

    /**
     * A unit with what it takes to look for its work in databases.
     *
     * @param callPaths those that take part
     * @param canPrepare whether its resources survive its process once they are prepared
     * @param resources the names of its held resources; none, if it wrote nothing
     */
    public record UnitWork(UnitId unit, List<CallPath> callPaths, boolean canPrepare, List<String> resources) {
        public UnitWork {
            requireNonNull(unit, "unit is null");
            callPaths = List.copyOf(callPaths);
            resources = List.copyOf(resources);
        }
    }

    /**
     * All units of a group that is complete: who has heard it can tell whom to ask, should the store forget.
     *
     * @param starter which of them opened the group
     * @param units all of them, the starter's too
     */
    public record GroupUnits(UnitId starter, List<UnitWork> units) {
        public GroupUnits {
            requireNonNull(starter, "starter is null");
            units = List.copyOf(units);
        }
    }

    /**
     * The record that an outcome comes from.
     *
     * @param epoch the shard's epoch in which the record was made; an evidence run makes another one than a create
     * @param units all units, with COMMIT; null with ROLLBACK, which nobody needs to find out again
     */
    public record Source(Epoch epoch, @Nullable GroupUnits units) {
        public Source {
            requireNonNull(epoch, "epoch is null");
        }
    }

    /**
     * Asks a unit to act no more on anything that comes from the group's own epoch, and then to say what it knows. Only
     * a manager may send this whose record of the evidence run has passed the gate.
     *
     * @param epoch the shard's epoch when the group began
     */
    public record Freeze(GroupId groupId, UnitId unit, Epoch epoch) implements Message.ToUnit {}

    /**
     * Asks every process whether it knows a unit of this group: the unit then makes itself known. It freezes nothing.
     *
     * @param epochMark {@link Epoch#mark()} of the epoch in which the group began
     */
    public record Recall(GroupId groupId, String epochMark) implements Message.ToClient {}

    /**
     * What a unit knows of its group: the answer to a freeze, or to a recall.
     *
     * @param own the unit, with every call path that it has joined
     * @param closed whether the unit is the starter's and has sent close(COMMIT)
     * @param expected what that close expects of the other units; empty if there was none
     * @param units all units, if it was asked to prepare or told COMMIT; else null
     * @param ends how its resources ended, if they have
     */
    public record Statement(
            GroupId groupId,
            UnitId unit,
            Epoch epoch,
            Saying saying,
            UnitWork own,
            boolean closed,
            List<UnitCalls> expected,
            @Nullable GroupUnits units,
            List<ResourceEnd> ends)
            implements Message.OfUnit {
        public Statement {
            requireNonNull(saying, "saying is null");
            requireNonNull(own, "own is null");
            expected = List.copyOf(expected);
            ends = List.copyOf(ends);
        }
    }

    /** What a unit says of its group. */
    public enum Saying {
        /** It can't tell yet, or was only recalled: it must be asked again. */
        UNSURE,
        /** It is the starter's and has never sent close(COMMIT), or was told ROLLBACK: nobody can have committed. */
        NEVER,
        /** It is frozen, and nothing of its work is committed. */
        NOT_COMMITTED,
        /** It was told COMMIT, or its database shows that its work is committed. */
        COMMITTED,
        /** Its process does not know it any more: it has ended. */
        FORGOTTEN
    }

    /**
     * Asks a process of the unit's service, any one, to look into the databases what became of a unit that can't tell
     * itself; what is not committed there is forbidden to be, as far as it is held by a session. Answered by
     * {@link Message.Evidence}, in which a resource is OPEN that may still be committed.
     *
     * @param resources the names of the unit's resources
     * @param endsBranches whether prepared branches are to be rolled back first: every other unit is frozen or fenced, and
     *     nobody has committed
     */
    public record Fence(
            GroupId groupId,
            UnitId unit,
            Epoch epoch,
            List<CallPath> callPaths,
            boolean canPrepare,
            List<String> resources,
            boolean endsBranches)
            implements Message.ToClient {
        public Fence {
            callPaths = List.copyOf(callPaths);
            resources = List.copyOf(resources);
        }
    }
}
