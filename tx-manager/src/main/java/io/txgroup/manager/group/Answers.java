package io.txgroup.manager.group;

import io.txgroup.manager.group.GroupEvent.Asked;
import io.txgroup.manager.group.GroupEvent.AskedForBranch;
import io.txgroup.manager.group.GroupEvent.Said;
import io.txgroup.manager.group.GroupEvent.Shown;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ShardClock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is answered what, when an event was done, could not be done, or met no record. Pure. */
final class Answers {
    private final GroupRules rules;

    Answers(GroupRules rules) {
        this.rules = rules;
    }

    /**
     * What is to be said, and to whom.
     *
     * @param to perhaps another process than that of the unit which it is about
     */
    record Word(ProcessId to, Message.ToClient message) {
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

    /** The answer to an event, now that the group is as given. */
    Optional<Word> done(Group group, GroupEvent event, long now) {
        if (event instanceof Said said) {
            return rules.answer(group, said.message()).map(Word::of);
        }
        if (event instanceof Asked asked) {
            return Optional.of(new Word(asked.from(), rules.find(group, asked.find(), asked.from(), now)));
        }
        if (event instanceof AskedForBranch asked) {
            return rules.branch(group, asked.ask(), asked.from()).map(answer -> new Word(asked.from(), answer));
        }
        return event instanceof Shown shown ? Optional.of(noted(shown)) : Optional.empty();
    }

    /** The answer where the store has no record. */
    Optional<Word> absent(GroupEvent event, ShardClock clock) {
        if (event instanceof Said said) {
            boolean sameEpoch = clock.epoch().equals(said.message().epoch());
            return rules.answerAbsent(said.message(), sameEpoch).map(Word::of);
        }
        if (event instanceof Asked asked) {
            return Optional.of(new Word(asked.from(), Finding.noRecord(asked.find(), asked.from())));
        }
        if (event instanceof AskedForBranch asked) {
            return Optional.of(
                    new Word(asked.from(), rules.branchAbsent(asked.ask(), clock.epoch())).toldIn(clock.epoch()));
        }
        return event instanceof Shown shown ? Optional.of(noted(shown)) : Optional.empty();
    }

    /** The answer where the store can't be relied on: whoever waits will ask again. */
    Optional<Word> notNow(GroupEvent event, Why why) {
        if (event instanceof Said said && !(said.message() instanceof Message.Create)) {
            Message.OfUnit message = said.message();
            return Optional.of(Word.of(new Message.Undecided(message.groupId(), message.unit(), why)));
        }
        if (event instanceof Asked asked) {
            return Optional.of(new Word(asked.from(), Finding.notNow(asked.find())));
        }
        if (event instanceof AskedForBranch asked) {
            return Optional.of(new Word(asked.from(), Recovering.undecided(asked.ask(), why)));
        }
        return Optional.empty();
    }

    private static Word noted(Shown shown) {
        Message.Evidence evidence = shown.evidence();
        List<String> resources =
                evidence.ends().stream().map(ResourceEnd::resource).toList();
        return new Word(shown.from(), new Message.EvidenceNoted(evidence.groupId(), evidence.unit(), resources));
    }

    /** The answer to a create that found or made this record. */
    static Message.CreateAnswer created(Group group, Message.Create create, String home) {
        boolean same = group.starter().equals(create.unit());
        String refusal = same && group.outcome().isEmpty() && group.state() != GroupState.SETTLING
                ? ""
                : same
                        ? "the group is " + group.state() + " already: " + group.cause()
                        : "the group has another starter";
        return new Message.CreateAnswer(group.id(), create.unit(), refusal, home);
    }

    /** The first of these events that begins an evidence run, if the store has no record and is in this epoch. */
    Optional<Message.OfUnit> begins(List<GroupEvent> events, Epoch now) {
        return events.stream()
                .filter(Said.class::isInstance)
                .map(event -> ((Said) event).message())
                .filter(message ->
                        !message.epoch().equals(now) && rules.settling().begins(message))
                .findFirst();
    }
}
