package io.txgroup.manager.group;

import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.Compensations;
import io.txgroup.manager.compensation.Order;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.RedoEnded;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.UnitId;
import java.util.concurrent.CompletableFuture;

/** Something that a group must hear of. */
sealed interface GroupEvent {

    /** A unit has said something. */
    record Said(Message.OfUnit message) implements GroupEvent {}

    /** A process shows how resources of a unit of its service ended. */
    record Shown(ProcessId from, Message.Evidence evidence) implements GroupEvent {}

    /** Somebody wants to know how the group stands; it changes nothing. */
    record Asked(ProcessId from, Message.Find find) implements GroupEvent {}

    /** A process has found a branch of the group; it changes nothing. */
    record AskedForBranch(ProcessId from, Message.AskForBranch ask) implements GroupEvent {}

    /** The store's time has come to a point where the group wants attention. */
    record TimePassed(long now) implements GroupEvent {}

    /** Somebody has looked whether a member's process is there. */
    record Presence(UnitId unit, boolean present, long now) implements GroupEvent {}

    /** A redo of a unit of that process's service has ended. */
    record Redone(ProcessId from, RedoEnded ended) implements GroupEvent {}

    /** A process says something of an attempt to make all calls of the group again. */
    record Replaying(ProcessId from, Replay.FromProcess word) implements GroupEvent {}

    /**
     * The callback has answered, or could not be told.
     *
     * @param number which try this was, from 1
     */
    record Replied(CompensationEvent.Kind kind, int number, CallbackReply reply) implements GroupEvent {}

    /**
     * An operator orders something, having seen the given version.
     *
     * @param operator is answered exactly once
     */
    record Ordered(String version, Order order, CompletableFuture<Compensations.Answer> operator)
            implements GroupEvent {}

    /**
     * Whether an old copy is not good enough: somebody waits for what is true now, or it is about lost work, which an old copy
     * may not know of, and who has told it tells it only once.
     */
    default boolean wantsNews() {
        return this instanceof Asked
                || this instanceof AskedForBranch
                || this instanceof Ordered
                || this instanceof Shown
                || this instanceof Redone
                || this instanceof Replaying
                || this instanceof Replied;
    }
}
