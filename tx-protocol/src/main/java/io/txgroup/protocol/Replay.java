package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said while a committed group's calls are all made again, from the starter's method on, because work of it was
 * lost. Each message names the attempt; what is of another one than the group's record has is answered with ROLLBACK. Of
 * version 5 of the protocol.
 */
public interface Replay {

    /** What a process says of an attempt. */
    sealed interface FromProcess extends Message.ToGroup permits AskForPart, Close, Ask, Ended {
        /** The shard's epoch when the group began. */
        Epoch epoch();

        /** Which attempt, from 1. */
        int attempt();

        /** Who says it: a participant, or the original unit of whose work an {@link Ended} tells. */
        UnitId unit();
    }

    /** What a manager says of an attempt. */
    sealed interface ToProcess extends Message.ToClient permits Begin, Part, Told, Settle {
        GroupId groupId();

        /** Which attempt, from 1. */
        int attempt();
    }

    /**
     * Asks a process of the starter's service, any one, to run the starter's method again. The first that then asks for the
     * starter's part has it.
     *
     * @param unit the unit that started the group
     * @param invocation what the starter ran
     */
    record Begin(GroupId groupId, Epoch epoch, int attempt, UnitId unit, Invocation invocation) implements ToProcess {
        public Begin {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(epoch, "epoch is null");
            requireNonNull(unit, "unit is null");
            requireNonNull(invocation, "invocation is null");
        }
    }

    /**
     * A process is about to run a call of the attempt, and asks which call of the original it is. Repeated until it is
     * answered by {@link Part}; a repetition is answered the same.
     *
     * @param unit the participant: what this process is in this attempt
     * @param callPath where the call stands in the attempt
     * @param caller where its caller stood in the original; null for the starter's method
     * @param methodId the stable name of the method
     * @param argumentsHash {@link Invocation#argumentsHash()}
     * @param timeLeftMillis how long the attempt may go on
     */
    record AskForPart(
            GroupId groupId,
            Epoch epoch,
            int attempt,
            UnitId unit,
            CallPath callPath,
            @Nullable CallPath caller,
            String methodId,
            String argumentsHash,
            long timeLeftMillis)
            implements FromProcess {
        public AskForPart {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(epoch, "epoch is null");
            requireNonNull(unit, "unit is null");
            requireNonNull(callPath, "callPath is null");
            requireNonNull(methodId, "methodId is null");
            requireNonNull(argumentsHash, "argumentsHash is null");
        }
    }

    /**
     * The answer to {@link AskForPart}.
     *
     * @param unit the participant
     * @param callPath where the call stands in the attempt
     * @param refusal why it must not be run, in words for a person; empty if it may
     * @param work which call it is; null if it is none of the original's: then it may read only
     */
    record Part(GroupId groupId, int attempt, UnitId unit, CallPath callPath, String refusal, @Nullable Work work)
            implements ToProcess {
        public Part {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(unit, "unit is null");
            requireNonNull(callPath, "callPath is null");
            requireNonNull(refusal, "refusal is null");
        }
    }

    /**
     * A call of the original, and what became of its unit's work.
     *
     * @param unit the unit that served it
     * @param callPath where it stood
     * @param callPaths every call of that unit: each has a mark in each of its resources
     * @param resources all of that unit's resources, with the verdict that is frozen for this attempt
     */
    record Work(UnitId unit, CallPath callPath, List<CallPath> callPaths, List<RedoResource> resources) {
        public Work {
            requireNonNull(unit, "unit is null");
            requireNonNull(callPath, "callPath is null");
            callPaths = List.copyOf(callPaths);
            resources = List.copyOf(resources);
        }
    }

    /**
     * The attempt is through: by its runner with REPAIRED, to be committed; by any participant with anything else, which ends
     * it. Repeated by the runner until it is {@link Told}.
     *
     * @param unit the participant
     * @param result REPAIRED, or why it must not be committed
     * @param detail why not, in words for a person
     * @param calls the participants and the calls of the attempt that their replies reported, with the runner's own
     */
    record Close(
            GroupId groupId,
            Epoch epoch,
            int attempt,
            UnitId unit,
            RedoEnded.Result result,
            String detail,
            List<UnitCalls> calls)
            implements FromProcess {
        public Close {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(epoch, "epoch is null");
            requireNonNull(unit, "unit is null");
            requireNonNull(result, "result is null");
            requireNonNull(detail, "detail is null");
            calls = List.copyOf(calls);
        }
    }

    /** A participant holds work and wants to know how the attempt ends. Answered by {@link Told} once that is decided. */
    record Ask(GroupId groupId, Epoch epoch, int attempt, UnitId unit) implements FromProcess {
        public Ask {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(epoch, "epoch is null");
            requireNonNull(unit, "unit is null");
        }
    }

    /** How an attempt ends; acted on once. Only a manager that has passed the gate for it may send this. */
    record Told(GroupId groupId, int attempt, UnitId unit, Outcome outcome, String cause) implements ToProcess {
        public Told {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(unit, "unit is null");
            requireNonNull(outcome, "outcome is null");
            requireNonNull(cause, "cause is null");
        }
    }

    /**
     * How lost resources of an original unit have ended after an attempt was to be committed; said by the participant that had
     * them, or by any process of the unit's service that was asked to {@link Settle}.
     *
     * @param unit the original unit
     * @param ends COMMITTED, LOST as before and without anybody who could still commit it, or UNPROVEN
     */
    record Ended(GroupId groupId, Epoch epoch, int attempt, UnitId unit, List<ResourceEnd> ends)
            implements FromProcess {
        public Ended {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(epoch, "epoch is null");
            requireNonNull(unit, "unit is null");
            ends = List.copyOf(ends);
        }
    }

    /**
     * Asks a process of the unit's service, any one, to find out what the attempt left of the unit's lost work, waiting for
     * whoever has it open. Answered by {@link Ended}.
     *
     * @param unit the original unit
     * @param callPaths every call of the unit
     * @param resources the names of the resources of which it is not known
     */
    record Settle(
            GroupId groupId, Epoch epoch, int attempt, UnitId unit, List<CallPath> callPaths, List<String> resources)
            implements ToProcess {
        public Settle {
            requireNonNull(groupId, "groupId is null");
            requireNonNull(epoch, "epoch is null");
            requireNonNull(unit, "unit is null");
            callPaths = List.copyOf(callPaths);
            resources = List.copyOf(resources);
        }
    }
}
