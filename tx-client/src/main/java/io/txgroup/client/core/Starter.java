package io.txgroup.client.core;

import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the starter's unit has beyond any unit: the group's record to make, the short cut, the close, and a caller who
 * waits for the verdict. Guarded by its unit's monitor; what may block runs outside of it.
 */
final class Starter {
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_WITH_BRANCHES = 5 * SECOND;
    private static final long PATIENCE_WITH_OTHERS = 5 * SECOND;
    private static final long PATIENCE_WITH_CLOSE = 2 * SECOND;
    private static final long PATIENCE_PAST_DEADLINE = 5 * SECOND;

    private final Unit unit;
    private final Creation creation;
    private final CompletableFuture<Boolean> quiet = new CompletableFuture<>();
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private long quietBy;
    private long closedAt;
    private long committedAt;
    private Verdict.Kind rollbackKind = Verdict.Kind.ROLLED_BACK;
    private Message.@Nullable Close close;
    private Message.@Nullable Close closedWithCommit;
    private @Nullable Call waitingForManager;

    Starter(Unit unit, String label, Optional<ShardClock> atBegin) {
        this.unit = unit;
        this.creation = new Creation(unit, label, atBegin, this::cannotBeRecorded);
    }

    // ---- the record

    Creation creation() {
        return creation;
    }

    private void cannotBeRecorded() {
        rollbackKind = Verdict.Kind.UNAVAILABLE;
    }

    // ---- the end

    /** The starter's method has returned: commits if everything allows it. */
    CompletionStage<Verdict> commit(Call root) {
        CompletionStage<Void> branches = root.quiet();
        branches.thenRun(() -> quiet.complete(true));
        if (quiet.isDone()) {
            return decide(root, true);
        }
        synchronized (unit) {
            quietBy = now() + Math.min(PATIENCE_WITH_BRANCHES, Math.max(0, unit.nanosLeft()));
        }
        return quiet.thenComposeAsync(
                isQuiet -> decide(root, isQuiet), unit.owner().around().work());
    }

    private CompletionStage<Verdict> decide(Call root, boolean isQuiet) {
        List<HeldResource> alone = List.of();
        boolean commitAlone = false;
        boolean goesOn;
        String no;
        List<HeldResource> part;
        synchronized (unit) {
            no = isQuiet && root.open() == 0
                    ? unit.rollbackOnly()
                    : root.open() + " of its branches still run after its method has returned";
            goesOn = unit.goesOn();
            root.seal();
            part = unit.resources().takingPart();
        }
        if (!goesOn) {
            return verdict;
        }
        no = no.isEmpty() ? objection(() -> HeldResources.check(part, root)) : no;
        if (!no.isEmpty()) {
            return rollBack(root, no);
        }
        synchronized (unit) {
            if (unit.goesOn()
                    && unit.rollbackOnly().isEmpty()
                    && unit.state() == UnitState.OPEN
                    && unit.owner().rules().mayCommitAlone(root.attemptMade(), part.size())) {
                commitAlone = true;
                alone = unit.beginToEnd(Outcome.COMMIT, "");
            }
        }
        if (commitAlone) {
            return commitAlone(alone);
        }
        no = objection(() -> HeldResources.mark(part, root));
        if (!no.isEmpty()) {
            return rollBack(root, no);
        }
        CompletableFuture<Void> known = creation.recorded().toCompletableFuture();
        if (known.isDone()) {
            return close(root);
        }
        return known.handle((done, failure) -> true)
                .thenComposeAsync(heard -> close(root), unit.owner().around().work());
    }

    private static String objection(Runnable step) {
        try {
            step.run();
            return "";
        } catch (TxRolledBackException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The short cut: an ordinary local commit, which no manager needs to know of. Whatever fails, all is given back. */
    private CompletionStage<Verdict> commitAlone(List<HeldResource> resources) {
        TxOutcomeUnknownException unknown = null;
        for (HeldResource resource : resources) {
            try {
                resource.commit();
            } catch (Exception e) {
                unknown = new TxOutcomeUnknownException(
                        unit.groupId(),
                        "its only resource " + resource.name() + " failed to commit; look there whether it did: "
                                + e.getMessage());
                unknown.initCause(e);
            }
        }
        if (unknown != null) {
            unit.end().keepSilent();
        }
        unit.end(List.of(), Outcome.COMMIT, Runnable::run, false);
        if (unknown == null) {
            tell(Verdict.Kind.COMMITTED, "");
        } else {
            verdict.completeExceptionally(unknown);
        }
        return verdict;
    }

    private CompletionStage<Verdict> close(Call root) {
        String no;
        synchronized (unit) {
            if (!unit.goesOn()) {
                return verdict;
            }
            boolean noManager = link().trouble().isPresent();
            no = unit.rollbackOnly();
            if (no.isEmpty() && unit.nanosLeft() <= 0) {
                no = "its deadline passed before it could be closed";
            } else if (no.isEmpty() && unit.running()) {
                no = "another of its calls still runs in the starter's process: a request was repeated";
            } else if (no.isEmpty() && noManager && !link().isCutOff()) {
                waitingForManager = root;
                return verdict;
            } else if (no.isEmpty() && noManager) {
                rollbackKind = Verdict.Kind.UNAVAILABLE;
                no = "it could not be closed: " + link().describe();
            }
            if (no.isEmpty()) {
                unit.answered(CallPath.ROOT);
                closedWithCommit = closeWith(root.joinedBelow(), Outcome.COMMIT, "");
                close = closedWithCommit;
                closedAt = now();
                unit.conversation().say();
                return verdict;
            }
        }
        return rollBack(root, no);
    }

    /** The starter's method has failed, or must not commit: rolls back, here at once, elsewhere by the managers. */
    CompletionStage<Verdict> rollBack(Call root, String reason) {
        synchronized (unit) {
            root.seal();
            unit.markRollbackOnly(reason);
            if (!unit.goesOn() || closedAt != 0) {
                return verdict;
            }
            closeWithRollback();
        }
        unit.endAlone(Runnable::run);
        return verdict;
    }

    /** The starter's unit can only be rolled back: the others are told at once, not at the deadline. */
    void closeWithRollback() {
        if (creation.asked() && creation.isPossible() && closedAt == 0) {
            close = closeWith(List.of(), Outcome.ROLLBACK, unit.rollbackOnly());
            closedAt = now();
            unit.conversation().say();
        }
    }

    /** The deadline passed while the starter's method runs: what it holds is given back; the method will learn it. */
    void deadlinePassed() {
        unit.endAlone(unit.owner().around().work());
    }

    private Message.Close closeWith(List<UnitCalls> expected, Outcome outcome, String reason) {
        return new Message.Close(
                unit.groupId(),
                unit.id(),
                unit.conversation().epoch(),
                outcome,
                List.copyOf(unit.joined()),
                expected,
                unit.resources().canPrepare(),
                unit.resources().names(),
                reason,
                Invocations.of(unit).compensation(unit.joined()),
                outcome == Outcome.COMMIT ? Invocations.of(unit).toRepeat(unit) : List.of());
    }

    Optional<Message.OfUnit> close() {
        return Optional.ofNullable(close);
    }

    /** The close(COMMIT) that was sent, if one was; also when it was answered long ago. */
    Optional<Message.Close> closedWithCommit() {
        return Optional.ofNullable(closedWithCommit);
    }

    boolean hasClosed() {
        return closedAt != 0;
    }

    /** A close with ROLLBACK has been heard. */
    void closeAnswered() {
        close = null;
    }

    // ---- the verdict

    /** The starter's own resources have ended. */
    void ended(Outcome outcome) {
        if (outcome == Outcome.ROLLBACK) {
            tell(rollbackKind, unit.rollbackOnly());
            return;
        }
        synchronized (unit) {
            committedAt = now();
        }
    }

    /** Every unit has acknowledged. */
    void groupEnded() {
        tell(Verdict.Kind.COMMITTED, "");
    }

    /** The store has no record: a ROLLBACK needs none, but a COMMIT can't be known. */
    void notKnown(Why why, boolean over) {
        if (over) {
            closeAnswered();
        } else if (closedAt != 0) {
            tell(
                    Verdict.Kind.UNKNOWN,
                    why == Why.OTHER_EPOCH
                            ? "the managers' store may have forgotten it (another epoch); what is held stays held"
                            : "the managers' store has no record of it any more");
        }
    }

    CompletionStage<Verdict> verdict() {
        return verdict;
    }

    /** Whether nobody waits for it any more: neither the caller, nor a method that wants to call others. */
    boolean hasToldAll() {
        return verdict.isDone() && !creation.isAwaited();
    }

    private void tell(Verdict.Kind kind, String why) {
        verdict.complete(new Verdict(unit.groupId(), kind, why));
    }

    // ---- time

    void tick(long now) {
        creation.tick(now);
        tickWaitingForManager();
        synchronized (unit) {
            if (quietBy != 0 && now - quietBy >= 0) {
                quiet.complete(false);
            }
            if (committedAt != 0 && now - committedAt >= PATIENCE_WITH_OTHERS) {
                tell(Verdict.Kind.COMMITTED, "");
            }
            if (closedAt == 0 || verdict.isDone() || unit.state() != UnitState.ANSWERED) {
                return;
            }
            if (now - closedAt >= PATIENCE_WITH_CLOSE && link().isCutOff()) {
                tell(Verdict.Kind.UNKNOWN, "its close was sent, then " + link().describe());
            } else if (-unit.nanosLeft() >= PATIENCE_PAST_DEADLINE) {
                tell(
                        Verdict.Kind.UNKNOWN,
                        "its close was sent " + (now - closedAt) / 1_000_000 + " ms ago and is not answered; "
                                + link().describe());
            }
        }
        if (closedAt != 0 && now - closedAt >= PATIENCE_WITH_CLOSE) {
            unit.owner().rules().whenCloseIsUnanswered().ifPresent(this::decideItself);
        }
    }

    private void decideItself(Outcome outcome) {
        List<HeldResource> taken;
        synchronized (unit) {
            if (unit.state() != UnitState.ANSWERED) {
                return;
            }
            taken = unit.beginToEnd(outcome, "the close was not answered");
        }
        unit.end(taken, outcome, unit.owner().around().work(), true);
    }

    /** A manager may be just about to come back: nothing was sent yet, so a second of waiting costs nothing else. */
    private void tickWaitingForManager() {
        synchronized (unit) {
            Call root = waitingForManager;
            boolean usable = link().trouble().isEmpty();
            if (root != null && (usable || link().isCutOff() || unit.nanosLeft() <= 0)) {
                waitingForManager = null;
                unit.owner().around().work().execute(() -> close(root));
            }
        }
    }

    private ManagerLink link() {
        return unit.owner().around().link();
    }

    private long now() {
        return unit.owner().around().time().now();
    }
}
