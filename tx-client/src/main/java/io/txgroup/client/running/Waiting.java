package io.txgroup.client.running;

import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.protocol.GroupId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocks a business thread until the core has an answer. The core keeps its own deadlines; the limit is a safety net. */
final class Waiting {
    private Waiting() {}

    /** The answer, or what the core failed with. An interrupt is kept for later: a group can't be left half-way. */
    static <T> T await(CompletionStage<T> answer, GroupId groupId, Duration limit) {
        Future<T> future = answer.toCompletableFuture();
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e, groupId);
        } catch (TimeoutException e) {
            throw new TxOutcomeUnknownException(
                    groupId, "got no answer within " + limit.toMillis() + " ms; is this process shutting down?");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(ExecutionException failure, GroupId groupId) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException known) {
            return known;
        }
        TxOutcomeUnknownException unknown = new TxOutcomeUnknownException(groupId, "failed: " + cause);
        unknown.initCause(failure);
        return unknown;
    }
}
