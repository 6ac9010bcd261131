package io.txgroup.client.core;

import io.txgroup.client.TxException;
import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.Redo;
import io.txgroup.protocol.RedoEnded.Result;
import io.txgroup.protocol.Replay;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.UnitCalls;
import io.txgroup.protocol.UnitId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process is in one attempt to make a group's calls again: it asks which calls they are, holds what was lost, and
 * ends it as it is told. It may roll back at any time, for the tombstones stay; it never commits alone. Thread-safe.
 */
final class ReplayUnit {
    private static final Logger log = LoggerFactory.getLogger(ReplayUnit.class);
    private static final long LONGEST_QUESTION_NANOS = 10_000_000_000L;
    private static final long FIRST_ASK_NANOS = 3_000_000_000L;
    private static final long REMEMBERED_NANOS = 600_000_000_000L;

    private enum Stage {
        OPEN,
        ENDING,
        ENDED
    }

    private final Replays owner;
    private final GroupId groupId;
    private final Epoch epoch;
    private final int attempt;
    private final UnitId self;
    private final Map<UnitId, ReplayPart> parts = new LinkedHashMap<>();
    private final List<ReplayPart> strange = new ArrayList<>();
    private final Set<CallPath> served = new TreeSet<>();
    private final Map<CallPath, Question> questions = new LinkedHashMap<>();
    private final Repetition repetition = new Repetition();
    private Stage stage = Stage.OPEN;
    private List<Replay.Ended> ends = List.of();
    private Replay.@Nullable Close close;
    private int running;
    private long quietSince;

    ReplayUnit(Replays owner, GroupId groupId, Epoch epoch, int attempt, UnitId self) {
        this.owner = owner;
        this.groupId = groupId;
        this.epoch = epoch;
        this.attempt = attempt;
        this.self = self;
        this.quietSince = owner.now();
    }

    private record Question(
            Replay.AskForPart ask, CompletableFuture<ReplayCall> answer, Repetition repetition, long until) {}

    UnitId self() {
        return self;
    }

    Epoch epoch() {
        return epoch;
    }

    int attempt() {
        return attempt;
    }

    // ---- calls

    /** Asks a manager which call this is. The stage completes with it, or fails with a {@link TxException}. */
    CompletionStage<ReplayCall> ask(Replay.AskForPart ask) {
        Question question =
                new Question(ask, new CompletableFuture<>(), new Repetition(), owner.now() + LONGEST_QUESTION_NANOS);
        synchronized (this) {
            serves(ask.callPath());
            question.repetition().restart(owner.now());
            questions.put(ask.callPath(), question);
        }
        owner.send(ask);
        return question.answer();
    }

    private void serves(CallPath path) {
        if (stage != Stage.OPEN) {
            throw new TxRolledBackException(
                    groupId, "attempt " + attempt + " to make its calls again has ended here; the call is refused");
        }
        if (!served.add(path)) {
            throw new TxRolledBackException(
                    groupId,
                    "call " + path + " of attempt " + attempt
                            + " was served here before; a repeated request is refused");
        }
    }

    /** A call whose caller is none of the original's, so that neither is this one. */
    ReplayCall strange(CallPath path, long timeLeftMillis) {
        synchronized (this) {
            serves(path);
            return strangeCall(path, timeLeftMillis);
        }
    }

    private ReplayCall strangeCall(CallPath path, long timeLeftMillis) {
        Redo nothing = new Redo(groupId, self, epoch, attempt, List.of(path), List.of(), List.of());
        ReplayPart part = new ReplayPart(nothing, false, owner.rules(), owner.time(), timeLeftMillis);
        strange.add(part);
        begins(part);
        return new ReplayCall(this, part, path, null);
    }

    private void begins(ReplayPart part) {
        part.begins();
        running++;
    }

    /** A manager has told which call it is. */
    void told(Replay.Part told) {
        Question question;
        ReplayCall call = null;
        synchronized (this) {
            question = questions.remove(told.callPath());
            if (question == null) {
                return;
            }
            if (told.refusal().isEmpty() && stage == Stage.OPEN) {
                call = call(told, question.ask().timeLeftMillis());
            }
        }
        if (call == null) {
            String why = told.refusal().isEmpty() ? "it has ended here" : told.refusal();
            question.answer()
                    .completeExceptionally(new TxRolledBackException(
                            groupId, "call " + told.callPath() + " can't be made again: " + why));
        } else {
            question.answer().complete(call);
        }
    }

    private ReplayCall call(Replay.Part told, long timeLeftMillis) {
        Replay.Work work = told.work();
        if (work == null) {
            return strangeCall(told.callPath(), timeLeftMillis);
        }
        ReplayPart part = parts.computeIfAbsent(
                work.unit(),
                unit -> new ReplayPart(
                        new Redo(groupId, unit, epoch, attempt, work.callPaths(), work.resources(), List.of()),
                        true,
                        owner.rules(),
                        owner.time(),
                        timeLeftMillis));
        Set<String> mistakable = part.mistakable();
        if (!mistakable.isEmpty()) {
            part.scope()
                    .stop(
                            Result.CANNOT,
                            mistakable
                                    + " is lost, and another connection to the same database has committed: run again,"
                                    + " the methods may open them in another order, and do twice what is there");
        }
        begins(part);
        return new ReplayCall(this, part, told.callPath(), work.callPath());
    }

    /** A call has returned, and could be committed. */
    void returned(ReplayPart part) {
        part.returned();
        synchronized (this) {
            running--;
            quietSince = owner.now();
            repetition.restart(quietSince);
        }
    }

    /** A call has failed: so has the attempt, and what is held is given back now. */
    void fails(ReplayPart part) {
        synchronized (this) {
            running--;
            quietSince = owner.now();
        }
        giveUp(part);
    }

    /** Nothing of the attempt can be committed for the sake of that part: what is held is rolled back, and a manager told. */
    private void giveUp(ReplayPart part) {
        RedoScope.Stop stop = part.scope().stopped().orElse(new RedoScope.Stop(Result.FAILED, "it failed", false));
        synchronized (this) {
            if (stage != Stage.OPEN) {
                return;
            }
            stage = Stage.ENDING;
            close = null;
        }
        Result result = stop.changed() ? Result.FAILED : stop.result();
        end(Outcome.ROLLBACK);
        if (stop.changed()) {
            owner.lookAgain(part.work());
        }
        owner.send(new Replay.Close(groupId, epoch, attempt, self, result, stop.why(), List.of()));
    }

    /** The runner is through, and everything that it called has answered yes. */
    void closes(List<UnitCalls> calls) {
        Replay.Close now = new Replay.Close(groupId, epoch, attempt, self, Result.REPAIRED, "", calls);
        synchronized (this) {
            if (stage != Stage.OPEN) {
                return;
            }
            close = now;
            repetition.restart(owner.now());
        }
        owner.send(now);
    }

    // ---- the end

    /** A manager has told how the attempt ends: acts on it once, and says again how that was. */
    void told(Replay.Told told) {
        synchronized (this) {
            close = null;
            if (stage == Stage.OPEN) {
                stage = Stage.ENDING;
            } else {
                if (stage == Stage.ENDED && told.outcome() == Outcome.COMMIT) {
                    ends.forEach(owner::send);
                }
                return;
            }
        }
        owner.work(() -> {
            end(told.outcome());
            if (told.outcome() == Outcome.COMMIT) {
                ends().forEach(owner::send);
            }
        });
    }

    private synchronized List<Replay.Ended> ends() {
        return ends;
    }

    private void end(Outcome outcome) {
        List<ReplayPart> all;
        List<Question> unanswered;
        synchronized (this) {
            all = new ArrayList<>(parts.values());
            all.addAll(strange);
            unanswered = List.copyOf(questions.values());
            questions.clear();
        }
        unanswered.forEach(question -> question.answer()
                .completeExceptionally(new TxRolledBackException(groupId, "attempt " + attempt + " has ended here")));
        List<Replay.Ended> ended = new ArrayList<>();
        for (ReplayPart part : all) {
            List<ResourceEnd> how = part.end(outcome);
            if (!how.isEmpty()) {
                ended.add(new Replay.Ended(groupId, epoch, attempt, part.work().unit(), how));
            }
            boolean whole = outcome == Outcome.COMMIT
                    && !how.isEmpty()
                    && how.stream().allMatch(end -> end.result() == ResourceEnd.Result.COMMITTED);
            if (whole) {
                log.info("{} - {} is committed now", this, part.lost());
                part.scope().listeners().forEach(this::tell);
            }
        }
        synchronized (this) {
            ends = List.copyOf(ended);
            stage = Stage.ENDED;
            quietSince = owner.now();
        }
    }

    /** The process that did the work the first time did not live to tell them. */
    private void tell(Consumer<Outcome> listener) {
        owner.listeners(() -> {
            try {
                listener.accept(Outcome.COMMIT);
            } catch (RuntimeException | Error e) {
                log.error("{} - a listener failed after COMMIT; the group is not affected", this, e);
            }
        });
    }

    // ---- time

    /**
     * Says again what is unanswered, and ends what has taken too long: also if its code hangs in something that nobody can
     * cancel, for others wait for what it holds.
     */
    void tick(long now) {
        List<Question> given = new ArrayList<>();
        List<Question> again = new ArrayList<>();
        Replay.FromProcess outstanding = null;
        List<ReplayPart> late;
        synchronized (this) {
            for (Question question : questions.values()) {
                if (now - question.until() >= 0) {
                    given.add(question);
                } else if (question.repetition().due(now)) {
                    again.add(question);
                }
            }
            given.forEach(question -> questions.remove(question.ask().callPath()));
            if (stage == Stage.OPEN && isQuiet() && wantsToKnow(now) && repetition.due(now)) {
                outstanding = close == null ? new Replay.Ask(groupId, epoch, attempt, self) : close;
            }
            late = stage == Stage.OPEN
                    ? parts.values().stream().filter(ReplayPart::isLate).toList()
                    : List.of();
        }
        given.forEach(question -> question.answer()
                .completeExceptionally(new TxManagerUnavailableException(
                        groupId,
                        "no manager has told which call " + question.ask().callPath() + " is")));
        again.forEach(question -> owner.send(question.ask()));
        if (outstanding != null) {
            owner.send(outstanding);
        }
        for (ReplayPart part : late) {
            part.scope().stop(Result.FAILED, "the attempt's time is over");
            HeldResources.cancel(part.scope().held());
            owner.work(() -> giveUp(part));
        }
    }

    /** Whether no call runs whose work could be committed: one that only reads keeps nobody from asking. */
    private boolean isQuiet() {
        return parts.values().stream().noneMatch(ReplayPart::isRunning);
    }

    private boolean wantsToKnow(long now) {
        boolean holds =
                parts.values().stream().anyMatch(part -> !part.scope().held().isEmpty());
        return close != null || (holds && now - quietSince >= FIRST_ASK_NANOS);
    }

    /** Whether nobody will ask for it any more. */
    synchronized boolean isForgettable(long now) {
        boolean holds =
                parts.values().stream().anyMatch(part -> !part.scope().held().isEmpty());
        return running == 0
                && questions.isEmpty()
                && close == null
                && !holds
                && stage != Stage.ENDING
                && now - quietSince >= REMEMBERED_NANOS;
    }

    @Override
    public String toString() {
        return "Attempt " + attempt + " to make the calls of group " + groupId + " again";
    }
}
