package io.txgroup.jdbc;

import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The statement that runs on one connection, if any, and the attempts to cancel it. Thread-safe. */
final class RunningStatement {
    private final StatementCanceller canceller;
    private final Cancellation cancellation;
    private volatile CompletableFuture<?> cancelling = CompletableFuture.completedFuture(true);
    private volatile @Nullable Statement statement;

    RunningStatement(StatementCanceller canceller, Cancellation cancellation) {
        this.canceller = canceller;
        this.cancellation = cancellation;
    }

    void is(@Nullable Statement started) {
        statement = started;
    }

    /** Cancels what runs, if anything does; does not wait for it. */
    synchronized void cancel() {
        Statement running = statement;
        if (running != null && cancelling.isDone()) {
            cancelling = canceller.cancel(running, cancellation);
        }
    }

    /**
     * Waits until no cancellation is on its way any more; nothing must be running now. Only then may anything else be done
     * on the connection: a late cancellation would hit that.
     */
    boolean isSettled(int seconds) {
        try {
            lastCancellation().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** In the monitor of {@link #cancel()}: one that has seen a statement has been sent on its way. */
    private synchronized CompletableFuture<?> lastCancellation() {
        return cancelling;
    }
}
