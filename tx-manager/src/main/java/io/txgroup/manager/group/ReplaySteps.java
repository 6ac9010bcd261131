package io.txgroup.manager.group;

import io.txgroup.manager.compensation.LostWork;
import io.txgroup.manager.compensation.ReplayedCall;
import io.txgroup.manager.compensation.StarterReplay;
import io.txgroup.manager.compensation.StarterReplay.Stage;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.RedoResource;
import io.txgroup.protocol.RedoResource.Verdict;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said of a replay after a change was written, and what is answered. Pure. */
final class ReplaySteps {
    private ReplaySteps() {}

    /** What the change from one record to the next asks for. */
    static List<Effect> of(Group before, Group after) {
        StarterReplay old = ReplayRules.of(before);
        StarterReplay replay = ReplayRules.of(after);
        if (replay == null) {
            return List.of();
        }
        List<Effect> steps = new ArrayList<>();
        if (old != null && old.stage() == Stage.RUNNING && old.attempt() < replay.attempt()) {
            replay.participants()
                    .forEach(unit -> steps.add(replayed(
                            new Replay.Told(after.id(), old.attempt(), unit, Outcome.ROLLBACK, replay.reason()))));
        }
        boolean isDue = replay.askedAt() > (old == null ? 0 : old.askedAt());
        if (isDue && replay.stage() == Stage.WAITING) {
            begin(after, replay).ifPresent(steps::add);
        } else if (isDue && replay.stage() == Stage.COMMITTING) {
            replay.participants().forEach(unit -> steps.add(replayed(commit(after, replay, unit))));
            if (replay.asked() > 0) {
                replay.lost().forEach(work -> settle(after, replay, work).ifPresent(steps::add));
            }
        }
        return steps;
    }

    private static Optional<Effect> begin(Group group, StarterReplay replay) {
        return group.member(group.starter())
                .flatMap(starter -> starter.invoked().invocations().stream()
                        .filter(invocation -> invocation.callPath().equals(CallPath.ROOT))
                        .findFirst())
                .map(root -> new Effect.Asked(
                        group.starter().service(),
                        new Replay.Begin(group.id(), group.epoch(), replay.attempt(), group.starter(), root)));
    }

    private static Optional<Effect> settle(Group group, StarterReplay replay, LostWork work) {
        return group.member(work.unit())
                .map(member -> new Effect.Asked(
                        work.unit().service(),
                        new Replay.Settle(
                                group.id(),
                                group.epoch(),
                                replay.attempt(),
                                work.unit(),
                                member.callPaths(),
                                work.resources())));
    }

    private static Replay.Told commit(Group group, StarterReplay replay, UnitId unit) {
        return new Replay.Told(
                group.id(), replay.attempt(), unit, Outcome.COMMIT, "every call of the original was made again");
    }

    private static Effect replayed(Replay.Told told) {
        return new Effect.Replayed(told.unit().process(), told);
    }

    /** The answer to what a process has said, now that the group is as given. */
    static Optional<Effect> answer(Group group, Replay.FromProcess word) {
        if (word instanceof Replay.Ended || !group.epoch().equals(word.epoch())) {
            return Optional.empty();
        }
        StarterReplay replay = ReplayRules.of(group);
        if (word instanceof Replay.AskForPart ask) {
            return Optional.of(new Effect.Replayed(ask.unit().process(), part(group, replay, ask)));
        }
        return told(group, replay, word).map(ReplaySteps::replayed);
    }

    private static Optional<Replay.Told> told(Group group, @Nullable StarterReplay replay, Replay.FromProcess word) {
        if (replay == null || replay.attempt() > word.attempt()) {
            return Optional.of(rolledBack(group.id(), word, "attempt " + word.attempt() + " is over"));
        }
        boolean decided = replay.attempt() == word.attempt() && replay.stage() == Stage.COMMITTING;
        return decided ? Optional.of(commit(group, replay, word.unit())) : Optional.empty();
    }

    private static Replay.Told rolledBack(GroupId id, Replay.FromProcess word, String why) {
        return new Replay.Told(id, word.attempt(), word.unit(), Outcome.ROLLBACK, why);
    }

    private static Replay.Part part(Group group, @Nullable StarterReplay replay, Replay.AskForPart ask) {
        if (replay == null || replay.attempt() != ask.attempt() || replay.stage() != Stage.RUNNING) {
            return refused(ask, "attempt " + ask.attempt() + " is not running");
        }
        Optional<ReplayedCall> made = replay.call(ask.callPath());
        if (made.isEmpty() || !made.get().by().equals(ask.unit())) {
            return refused(ask, "another process serves call " + ask.callPath());
        }
        CallPath original = made.get().original();
        Optional<OriginalCalls.Original> call =
                original == null ? Optional.empty() : new OriginalCalls(group).at(original);
        return new Replay.Part(
                group.id(),
                ask.attempt(),
                ask.unit(),
                ask.callPath(),
                "",
                call.map(known -> work(known.member(), known.path(), replay)).orElse(null));
    }

    private static Replay.Work work(Member member, CallPath path, StarterReplay replay) {
        List<String> lost = replay.lost().stream()
                .filter(work -> work.unit().equals(member.unit()))
                .flatMap(work -> work.resources().stream())
                .toList();
        return new Replay.Work(
                member.unit(),
                path,
                member.callPaths(),
                member.resources().stream()
                        .map(name -> new RedoResource(name, lost.contains(name) ? Verdict.LOST : Verdict.COMMITTED))
                        .toList());
    }

    private static Replay.Part refused(Replay.AskForPart ask, String why) {
        return new Replay.Part(ask.groupId(), ask.attempt(), ask.unit(), ask.callPath(), why, null);
    }

    /**
     * The answer where the store has no record: nothing of an attempt can be committed any more. Whoever holds rolls back, and
     * what was lost stays lost.
     */
    static Optional<Effect> absent(Replay.FromProcess word) {
        if (word instanceof Replay.Ended) {
            return Optional.empty();
        }
        return word instanceof Replay.AskForPart ask
                ? Optional.of(new Effect.Replayed(ask.unit().process(), refused(ask, "the group has no record")))
                : Optional.of(replayed(rolledBack(word.groupId(), word, "the group has no record")));
    }
}
