package io.txgroup.client.core;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.Message.Undecided.Why;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ShardClock;
import io.txgroup.protocol.UnitCalls;
import java.time.Duration;
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
    private static final long CREATE_WINDOW_MILLIS = 10_000;
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_WITH_CREATE = 5 * SECOND;
    private static final long PATIENCE_WITH_BRANCHES = 5 * SECOND;
    private static final long PATIENCE_WITH_OTHERS = 5 * SECOND;
    private static final long PATIENCE_WITH_CLOSE = 2 * SECOND;
    private static final long PATIENCE_PAST_DEADLINE = 5 * SECOND;

    private final Unit unit;
    private final String label;
    private final @Nullable ShardClock atBegin;
    private final CompletableFuture<Void> recorded = new CompletableFuture<>();
    private final CompletableFuture<Boolean> quiet = new CompletableFuture<>();
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private long createAskedAt;
    private long quietBy;
    private long closedAt;
    private long committedAt;
    private Verdict.Kind rollbackKind = Verdict.Kind.ROLLED_BACK;
    private Message.@Nullable Close close;
    private @Nullable Call waitingForManager;

    Starter(Unit unit, String label, Optional<ShardClock> atBegin) {
        this.unit = unit;
        this.label = label;
        this.atBegin = atBegin.orElse(null);
    }

    // ---- the record

    /** Completes when the group has its record; asks for it at the first call. */
    CompletionStage<Void> recorded() {
        synchronized (unit) {
            if (createAskedAt == 0) {
                createAskedAt = now();
                if (unit.owner().rules().mayCallWithoutRecord()) {
                    recorded.complete(null);
                } else if (atBegin == null) {
                    failCreate("no manager was known when the group began; " + link().describe());
                } else {
                    unit.conversation().say();
                }
            }
        }
        return recorded;
    }

    /** The create, in each repetition with the same not-after; empty when none is wanted, or no more. */
    Optional<Message.OfUnit> create() {
        if (createAskedAt == 0 || recorded.isDone() || atBegin == null) {
            return Optional.empty();
        }
        long storeTime = unit.owner()
                .clock()
                .now(unit.groupId().shard())
                .map(ShardClock::time)
                .orElse(atBegin.time());
        return Optional.of(new Message.Create(
                unit.groupId(),
                unit.id(),
                atBegin.epoch(),
                unit.owner().rules().notAfter(atBegin.time(), storeTime) + CREATE_WINDOW_MILLIS,
                Math.max(0, unit.nanosLeft() / 1_000_000),
                label));
    }

    void createAnswered(Message.CreateAnswer answer) {
        if (answer.created()) {
            recorded.complete(null);
        } else {
            failCreate("the managers refuse its record: " + answer.refusal());
        }
    }

    private void failCreate(String why) {
        if (recorded.isDone()) {
            return;
        }
        unit.markRollbackOnly(why);
        rollbackKind = Verdict.Kind.UNAVAILABLE;
        recorded.completeExceptionally(
                new TxManagerUnavailableException(unit.groupId(), why + "; it is rolled back, nothing was committed"));
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
        if (!no.isEmpty()) {
            return rollBack(root, no);
        }
        try {
            HeldResources.check(part, root);
        } catch (TxRolledBackException e) {
            return rollBack(root, String.valueOf(e.getMessage()));
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
        CompletableFuture<Void> known = recorded().toCompletableFuture();
        if (known.isDone()) {
            return close(root);
        }
        return known.handle((done, failure) -> true)
                .thenComposeAsync(heard -> close(root), unit.owner().around().work());
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
                close = closeWith(root.joinedBelow(), Outcome.COMMIT, "");
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
        if (createAskedAt != 0 && atBegin != null && closedAt == 0) {
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
                reason);
    }

    Optional<Message.OfUnit> close() {
        return Optional.ofNullable(close);
    }

    String label() {
        return label;
    }

    /** Whether a manager was ever asked for the group's record. */
    boolean hasAsked() {
        return createAskedAt != 0;
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

    private void tell(Verdict.Kind kind, String why) {
        verdict.complete(new Verdict(unit.groupId(), kind, why));
    }

    // ---- time

    void tick(long now) {
        tickCreate(now);
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

    private void tickCreate(long now) {
        if (createAskedAt == 0 || recorded.isDone()) {
            return;
        }
        if (link().isCutOff()) {
            failCreate(link().describe());
        } else if (now - createAskedAt > PATIENCE_WITH_CREATE) {
            failCreate("no manager has answered the create for "
                    + Duration.ofNanos(now - createAskedAt).toMillis() + " ms");
        }
    }

    private ManagerLink link() {
        return unit.owner().around().link();
    }

    private long now() {
        return unit.owner().around().time().now();
    }
}
