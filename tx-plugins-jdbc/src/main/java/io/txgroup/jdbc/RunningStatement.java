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
    private volatile CompletableFuture<?> cancelling = CompletableFuture.completedFuture(true);
    private volatile @Nullable Statement statement;

    RunningStatement(StatementCanceller canceller) {
        this.canceller = canceller;
    }

    void is(@Nullable Statement started) {
        statement = started;
    }

    /** Cancels what runs, if anything does; does not wait for it. */
    synchronized void cancel() {
        Statement running = statement;
        if (running != null && cancelling.isDone()) {
            cancelling = canceller.cancel(running);
        }
    }

    /**
     * Waits until no cancellation is on its way any more. Only then may somebody else be given the connection: a late one
     * would hit their statement.
     */
    boolean isSettled(int seconds) {
        try {
            cancelling.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
