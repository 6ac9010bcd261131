package io.txgroup.client.core;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.protocol.Message;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a group gets its record, when its first call is about to leave. Guarded by the starter's unit's monitor. */
final class Creation {
    private static final long WINDOW_MILLIS = 10_000;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Unit unit;
    private final String label;
    private final @Nullable ShardClock atBegin;
    private final Runnable onFailure;
    private final CompletableFuture<Void> recorded = new CompletableFuture<>();
    private long askedAt;

    Creation(Unit unit, String label, Optional<ShardClock> atBegin, Runnable onFailure) {
        this.unit = unit;
        this.label = label;
        this.atBegin = atBegin.orElse(null);
        this.onFailure = onFailure;
    }

    String label() {
        return label;
    }

    /** Whether a manager was ever asked for the group's record. */
    boolean asked() {
        return askedAt != 0;
    }

    /** Whether somebody waits for the record. */
    boolean isAwaited() {
        return asked() && !recorded.isDone();
    }

    /** Whether a manager was known when the group began. */
    boolean isPossible() {
        return atBegin != null;
    }

    /** Completes when the group has its record; asks for it at the first call. */
    CompletionStage<Void> recorded() {
        synchronized (unit) {
            if (askedAt == 0) {
                askedAt = now();
                if (unit.owner().rules().mayCallWithoutRecord()) {
                    recorded.complete(null);
                } else if (atBegin == null) {
                    fail("no manager was known when the group began; " + link().describe());
                } else {
                    unit.conversation().say();
                }
            }
        }
        return recorded;
    }

    /** The create, in each repetition with the same not-after; empty when none is wanted, or no more. */
    Optional<Message.OfUnit> message() {
        if (askedAt == 0 || recorded.isDone() || atBegin == null) {
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
                unit.owner().rules().notAfter(atBegin.time(), storeTime) + WINDOW_MILLIS,
                Math.max(0, unit.nanosLeft() / 1_000_000),
                label));
    }

    void answered(Message.CreateAnswer answer) {
        if (answer.created()) {
            recorded.complete(null);
        } else {
            fail("the managers refuse its record: " + answer.refusal());
        }
    }

    void tick(long now) {
        if (askedAt == 0 || recorded.isDone()) {
            return;
        }
        if (link().isCutOff()) {
            fail(link().describe());
        } else if (now - askedAt > PATIENCE_NANOS) {
            fail("no manager has answered the create for "
                    + Duration.ofNanos(now - askedAt).toMillis() + " ms");
        }
    }

    private void fail(String why) {
        if (recorded.isDone()) {
            return;
        }
        unit.markRollbackOnly(why);
        onFailure.run();
        recorded.completeExceptionally(
                new TxManagerUnavailableException(unit.groupId(), why + "; it is rolled back, nothing was committed"));
    }

    private ManagerLink link() {
        return unit.owner().around().link();
    }

    private long now() {
        return unit.owner().around().time().now();
    }
}
