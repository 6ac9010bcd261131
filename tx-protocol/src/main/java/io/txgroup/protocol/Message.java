package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.Settling.GroupUnits;
import io.txgroup.protocol.Settling.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What client and manager say to one another once they know who the other is. A message names all that it is about, so
 * that it may be lost, doubled or come late: whoever waits for an answer repeats the question.
 */
public sealed interface Message {

    /** What a process says to a manager. */
    sealed interface ToManager extends Message permits Heartbeat, ToGroup, AskFinished {}

    /** What a manager says to a process. */
    sealed interface ToClient extends Message
            permits HeartbeatAnswer,
                    ToUnit,
                    Found,
                    OfBranch,
                    Prove,
                    EvidenceNoted,
                    Finished,
                    Settling.Recall,
                    Settling.Fence,
                    Redo,
                    Discard,
                    Replay.ToProcess {}

    /** What a group hears: of its units, of those who finish for a unit that can't, or of somebody who only asks. */
    sealed interface ToGroup extends ToManager
            permits OfUnit, Find, AskForBranch, Evidence, RedoEnded, Replay.FromProcess {
        GroupId groupId();
    }

    /** A message about one group, and of one unit: who says it, or for whom it is. */
    sealed interface AboutGroup extends Message permits OfUnit, ToUnit {
        GroupId groupId();

        UnitId unit();
    }

    /** What a unit says of its group; a manager takes it only from the unit's own process. */
    sealed interface OfUnit extends ToGroup, AboutGroup
            permits Create, Join, Veto, Close, Prepared, Ask, Acknowledge, Settling.Statement {
        @Override
        GroupId groupId();

        /** The shard's epoch when the group began. */
        Epoch epoch();
    }

    /** What a manager says to a unit. */
    sealed interface ToUnit extends ToClient, AboutGroup
            permits CreateAnswer, JoinAnswer, Prepare, JoinNow, Tell, Undecided, Acknowledged, Ended, Settling.Freeze {}

    /** What a manager says of a prepared branch to a process of the branch's service. */
    sealed interface OfBranch extends ToClient permits BranchOutcome, BranchUndecided {
        GroupId groupId();

        /** The random part of the name of the unit that prepared it. */
        String token();

        /** {@link Epoch#mark()} of the epoch in which the group began. */
        String epochMark();
    }

    /** Says that the peer lives; answered by the clocks of all shards. */
    record Heartbeat() implements ToManager {}

    /**
     * The manager's sign of life.
     *
     * @param clocks one for every shard, in their order; empty while the store can't be reached
     * @param storeTrouble why there are no clocks, in words for a person; empty if there are
     * @param draining whether the manager is being stopped: it still answers, but whoever can shall use another one; said
     *     unasked when it begins. A peer that does not know this field learns it when the connection ends
     */
    record HeartbeatAnswer(List<ShardClock> clocks, String storeTrouble, boolean draining) implements ToClient {
        public HeartbeatAnswer {
            clocks = List.copyOf(clocks);
            requireNonNull(storeTrouble, "storeTrouble is null");
        }

        /** Of a manager that stays. */
        public HeartbeatAnswer(List<ShardClock> clocks, String storeTrouble) {
            this(clocks, storeTrouble, false);
        }
    }

    /**
     * Makes the group's record; only this message ever makes one.
     *
     * @param unit the starter's unit
     * @param epoch the shard's epoch at begin; another one refuses the create
     * @param notAfter the shard's TIME in milliseconds past which the create is refused; the same in every repetition
     * @param timeLeftMillis how long the group may go on, from the arrival of this message at the store
     * @param label what a person calls the transaction, for instance {@code OrderService.place}
     */
    record Create(GroupId groupId, UnitId unit, Epoch epoch, long notAfter, long timeLeftMillis, String label)
            implements OfUnit {
        public Create {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(unit, "unit is null");
            requireNonNull(epoch, "epoch is null");
            requireNonNull(label, "label is null");
        }
    }

    /**
     * The answer to a create.
     *
     * @param refusal why there is no record, in words for a person; empty if there is one
     * @param home the manager that keeps the group's record at hand
     */
    record CreateAnswer(GroupId groupId, UnitId unit, String refusal, String home) implements ToUnit {
        public boolean created() {
            return refusal.isEmpty();
        }
    }

    /**
     * A unit's yes for the call paths that it has served so far.
     *
     * @param callPaths all that are sealed, not only the new ones
     * @param canPrepare whether all of the unit's resources survive its process once they are prepared
     * @param resources the names of the held resources
     * @param compensation what may be done if its work is lost; UNIT without invocations from a peer before version 4
     * @param invocations what the call paths ran, in their order; none if nothing can be lost or compensation is NEVER
     */
    record Join(
            GroupId groupId,
            UnitId unit,
            Epoch epoch,
            List<CallPath> callPaths,
            boolean canPrepare,
            List<String> resources,
            Compensation compensation,
            List<Invocation> invocations)
            implements OfUnit {
        public Join {
            callPaths = List.copyOf(callPaths);
            resources = List.copyOf(resources);
            requireNonNull(compensation, "compensation is null");
            invocations = List.copyOf(invocations);
        }
    }

    /** The manager has recorded a join; a refusal comes as {@link Tell} ROLLBACK. */
    record JoinAnswer(GroupId groupId, UnitId unit, List<CallPath> callPaths) implements ToUnit {
        public JoinAnswer {
            callPaths = List.copyOf(callPaths);
        }
    }

    /**
     * A unit's no. The answer is the outcome, whatever it is.
     *
     * @param holds whether the unit still holds a resource of the group
     * @param reason why, in words for a person
     */
    record Veto(GroupId groupId, UnitId unit, Epoch epoch, boolean holds, String reason) implements OfUnit {}

    /**
     * The starter is through. The answer is the outcome.
     *
     * @param unit the starter's unit
     * @param outcome what the starter wants
     * @param own the call paths that the starter's own unit served, with {@code 0}
     * @param expected the other units that must have joined, with their call paths
     * @param canPrepare as in {@link Join}
     * @param resources the names of the starter's held resources; none, if it wrote nothing
     * @param reason why it wants a rollback, in words for a person; empty with COMMIT
     * @param compensation as in {@link Join}
     * @param invocations as in {@link Join}; none with ROLLBACK
     */
    record Close(
            GroupId groupId,
            UnitId unit,
            Epoch epoch,
            Outcome outcome,
            List<CallPath> own,
            List<UnitCalls> expected,
            boolean canPrepare,
            List<String> resources,
            String reason,
            Compensation compensation,
            List<Invocation> invocations)
            implements OfUnit {
        public Close {
            own = List.copyOf(own);
            expected = List.copyOf(expected);
            resources = List.copyOf(resources);
            requireNonNull(compensation, "compensation is null");
            invocations = List.copyOf(invocations);
        }
    }

    /**
     * Asks a unit to make its work safe, or, if it can only hold, to look whether its sessions are alive.
     *
     * @param units all units of the group; null from a manager older than version 4
     */
    record Prepare(GroupId groupId, UnitId unit, Epoch epoch, List<CallPath> callPaths, @Nullable GroupUnits units)
            implements ToUnit {
        public Prepare {
            callPaths = List.copyOf(callPaths);
        }
    }

    /**
     * The answer to a prepare; the first one sticks.
     *
     * @param yes whether the unit stands by its work
     * @param reason why not, in words for a person; empty with yes
     */
    record Prepared(GroupId groupId, UnitId unit, Epoch epoch, boolean yes, String reason) implements OfUnit {}

    /** A COMMIT waits for this unit's join alone. */
    record JoinNow(GroupId groupId, UnitId unit) implements ToUnit {}

    /**
     * A unit in doubt wants to know the outcome.
     *
     * @param holds whether it still holds a resource of the group
     */
    record Ask(GroupId groupId, UnitId unit, Epoch epoch, boolean holds) implements OfUnit {}

    /**
     * The recorded outcome. Only a manager that has passed the gate for it may send this.
     *
     * @param callPaths with COMMIT: the unit's call paths that take part; a unit that ran others must not commit
     * @param cause why, in words for a person
     * @param source the record; null from a manager older than version 4, or where there is none
     */
    record Tell(
            GroupId groupId,
            UnitId unit,
            Outcome outcome,
            List<CallPath> callPaths,
            String cause,
            @Nullable Source source)
            implements ToUnit {
        public Tell {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(unit, "unit is null");
            requireNonNull(outcome, "outcome is null");
            callPaths = List.copyOf(callPaths);
        }
    }

    /**
     * There is no outcome to tell: ask again.
     *
     * @param why what is known
     */
    record Undecided(GroupId groupId, UnitId unit, Why why) implements ToUnit {
        /** What is known about a group without an outcome to tell. */
        public enum Why {
            /** The group goes on; or this unit's part of it is no longer expected to say anything. */
            RUNNING,
            /** The store has no record of the group, and whoever asks holds nothing of it. */
            NO_RECORD,
            /** The store may have forgotten the group: another epoch. Nobody can say without evidence. */
            OTHER_EPOCH,
            /** The store can't be reached, or the outcome has not passed the gate. */
            STORE_UNAVAILABLE
        }
    }

    /**
     * A unit has ended its resources.
     *
     * @param outcome what it was told
     * @param ends one for every held resource
     */
    record Acknowledge(GroupId groupId, UnitId unit, Epoch epoch, Outcome outcome, List<ResourceEnd> ends)
            implements OfUnit {
        public Acknowledge {
            ends = List.copyOf(ends);
        }
    }

    /** The manager needs nothing more from this unit. */
    record Acknowledged(GroupId groupId, UnitId unit) implements ToUnit {}

    /** Every unit has acknowledged; told to the starter, whose caller may now read what was written. */
    record Ended(GroupId groupId, UnitId unit, Outcome outcome) implements ToUnit {}

    /**
     * Somebody wants to know how a group ended, perhaps long after; not a unit, and nothing follows from it. Of version 2
     * of the protocol.
     *
     * @param question what the asker knows its question by; the answer names it again
     */
    record Find(GroupId groupId, long question) implements ToGroup {
        public Find {
            requireNonNull(groupId, "groupId is null");
        }
    }

    /**
     * The answer to a find. Only a manager that has passed the gate for it may say COMMITTED or ROLLED_BACK.
     *
     * @param question of the find
     * @param known what is known
     * @param everywhere whether every unit has acknowledged the outcome; false without an outcome
     * @param what the same, with the numbers, in words for a person
     */
    record Found(GroupId groupId, long question, Known known, boolean everywhere, String what) implements ToClient {
        public Found {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(known, "known is null");
            requireNonNull(what, "what is null");
        }

        /** What is known about a group that somebody asks for. */
        public enum Known {
            /** COMMIT is recorded. */
            COMMITTED,
            /** ROLLBACK is recorded. */
            ROLLED_BACK,
            /** There is a record without an outcome. */
            UNDECIDED,
            /** There is no record that the asker may hear of. Never an outcome. */
            NO_RECORD,
            /** The store can't be reached, or the outcome has not passed the gate: ask again. */
            STORE_UNAVAILABLE;

            /** Whether this tells an outcome. */
            public boolean isOutcome() {
                return this == COMMITTED || this == ROLLED_BACK;
            }
        }
    }

    /**
     * A process has found a prepared branch of its service that no unit of its own will end, and wants to know the
     * outcome. Of version 3 of the protocol.
     *
     * @param token the random part of the name of the unit that prepared it
     * @param epochMark {@link Epoch#mark()} of the epoch in which the group began
     */
    record AskForBranch(GroupId groupId, String token, String epochMark) implements ToGroup {}

    /**
     * The recorded outcome for the branches of one unit: whoever hears it ends them so. Only a manager that has passed the
     * gate for it may send this.
     *
     * @param member the unit, of which evidence is wanted then; null if it is no member, and nobody counts on it
     * @param epoch the shard's epoch when the group began
     * @param cause why, in words for a person
     * @param toldIn the shard's epoch when this was told: in another one it is not acted on; null from older managers
     */
    record BranchOutcome(
            GroupId groupId,
            String token,
            String epochMark,
            Outcome outcome,
            @Nullable UnitCalls member,
            Epoch epoch,
            String cause,
            @Nullable Epoch toldIn)
            implements OfBranch {}

    /** There is no outcome to tell for a branch, as is known why: it is left as it is. */
    record BranchUndecided(GroupId groupId, String token, String epochMark, Undecided.Why why) implements OfBranch {}

    /**
     * How resources of a unit ended, as the databases prove it; said by any process of the unit's service. Of version 3 of
     * the protocol.
     *
     * @param unit whose resources they were
     * @param ends one for every resource that was looked for; UNPROVEN tells why nothing is proven
     */
    record Evidence(GroupId groupId, UnitId unit, Epoch epoch, List<ResourceEnd> ends) implements ToGroup {
        public Evidence {
            ends = List.copyOf(ends);
        }
    }

    /** Evidence of these resources is recorded, or is of no use any more: it need not be repeated. */
    record EvidenceNoted(GroupId groupId, UnitId unit, List<String> resources) implements ToClient {
        public EvidenceNoted {
            resources = List.copyOf(resources);
        }
    }
}
