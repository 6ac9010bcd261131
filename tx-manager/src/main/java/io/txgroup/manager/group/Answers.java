package io.txgroup.manager.group;

import io.txgroup.manager.compensation.Compensations.Answer;
import io.txgroup.manager.group.Effect.Word;
import io.txgroup.manager.group.GroupEvent.Asked;
import io.txgroup.manager.group.GroupEvent.AskedForBranch;
import io.txgroup.manager.group.GroupEvent.Ordered;
import io.txgroup.manager.group.GroupEvent.Replaying;
import io.txgroup.manager.group.GroupEvent.Said;
import io.txgroup.manager.group.GroupEvent.Shown;
import io.txgroup.manager.group.GroupStore.Stored;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is answered what, when an event was done, could not be done, or met no record. Pure. */
final class Answers {
    private final GroupRules rules;

    Answers(GroupRules rules) {
        this.rules = rules;
    }

    /** All that leaves after a turn: answers, what the group wants, and what is done about lost work. */
    List<Effect> effects(Turn turn, Stored stored, boolean news, @Nullable Epoch heard, long now) {
        List<Effect> effects = new ArrayList<>();
        for (GroupEvent event : turn.events()) {
            done(stored.group(), event, now).map(word -> word.toldIn(heard)).ifPresent(effects::add);
            if (event instanceof Replaying replaying) {
                ReplaySteps.answer(stored.group(), replaying.word()).ifPresent(effects::add);
            }
        }
        if (news) {
            rules.wants(stored.group()).stream().map(Word::of).forEach(effects::add);
        }
        effects.addAll(CompensationSteps.of(turn.before().group(), stored.group()));
        for (Turn.Ruled ruled : turn.rulings()) {
            effects.add(answered(
                    ruled.order(),
                    ruled.ruling().result(),
                    ruled.ruling().message(),
                    stored.version().toString()));
        }
        return effects;
    }

    private static Effect answered(Ordered order, Answer.Result result, String message, String version) {
        return new Effect.Answered(order.operator(), new Answer(result, message, version));
    }

    /** The answer to an event, now that the group is as given. */
    private Optional<Word> done(Group group, GroupEvent event, long now) {
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
    Optional<? extends Effect> absent(GroupEvent event, ShardClock clock) {
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
        if (event instanceof Replaying replaying) {
            return ReplaySteps.absent(replaying.word());
        }
        if (event instanceof Ordered ordered) {
            return Optional.of(answered(
                    ordered,
                    Answer.Result.NOT_THERE,
                    "There is no record of this group: it is over and forgotten, or never was",
                    ""));
        }
        return event instanceof Shown shown ? Optional.of(noted(shown)) : Optional.empty();
    }

    /** The answer where the store can't be relied on: whoever waits will ask again. */
    Optional<? extends Effect> notNow(GroupEvent event, Why why) {
        if (event instanceof Ordered ordered) {
            return Optional.of(answered(
                    ordered,
                    Answer.Result.UNKNOWN,
                    "The store did not answer, or too few of its replicas did: perhaps it is recorded, look again",
                    ""));
        }
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

    /** The answer to a unit of whose group the store has no record; only one that holds something is told an outcome. */
    static Optional<Message.ToUnit> absent(Message.OfUnit message, boolean sameEpoch) {
        GroupId id = message.groupId();
        if (message instanceof Message.Acknowledge) {
            return Optional.of(new Message.Acknowledged(id, message.unit()));
        }
        if (message instanceof Message.Prepared) {
            return Optional.empty();
        }
        if (!sameEpoch) {
            return Optional.of(new Message.Undecided(id, message.unit(), Message.Undecided.Why.OTHER_EPOCH));
        }
        return Optional.of(
                Recovering.holds(message)
                        ? new Message.Tell(
                                id,
                                message.unit(),
                                Outcome.ROLLBACK,
                                List.of(),
                                "the group has ended without this unit",
                                null)
                        : new Message.Undecided(id, message.unit(), Message.Undecided.Why.NO_RECORD));
    }

    static Message.Tell notAMember(Group group, UnitId unit, String why) {
        return new Message.Tell(group.id(), unit, Outcome.ROLLBACK, List.of(), "not a member: " + why, group.source());
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
