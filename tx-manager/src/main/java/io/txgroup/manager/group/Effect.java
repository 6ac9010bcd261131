package io.txgroup.manager.group;

import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something that leaves a group's mailbox, once it is certain enough that the store will not forget why. */
sealed interface Effect {

    /**
     * What is to be said, and to whom.
     *
     * @param to perhaps another process than that of the unit which it is about
     */
    record Word(ProcessId to, Message.ToClient message) implements Effect {
        static Word of(Message.ToUnit message) {
            return new Word(message.unit().process(), message);
        }

        /** An outcome for a branch names the store's epoch of now: in another one nobody acts on it. */
        Word toldIn(@Nullable Epoch now) {
            return message instanceof Message.BranchOutcome told
                    ? new Word(
                            to,
                            new Message.BranchOutcome(
                                    told.groupId(),
                                    told.token(),
                                    told.epochMark(),
                                    told.outcome(),
                                    told.member(),
                                    told.epoch(),
                                    told.cause(),
                                    now))
                    : this;
        }
    }

    /** What any process of a service is asked to do about lost work. */
    record Asked(String service, Message.ToClient message) implements Effect {}

    /** What a process is told or answered about an attempt to make all calls again. */
    record Replayed(ProcessId to, Message.ToClient message) implements Effect {}

    /**
     * What the callback is told.
     *
     * @param number which try of it this is, from 1
     */
    record Called(CompensationEvent event, int number) implements Effect {}

    /** What an operator is answered. */
    record Answered(CompletableFuture<Answer> operator, Answer answer) implements Effect {}
}
