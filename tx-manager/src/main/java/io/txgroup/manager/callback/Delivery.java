package io.txgroup.manager.callback;

import io.txgroup.manager.callback.CallbackFailedException.Kind;
import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** One try to tell one event: a request, and some more when it fails. Replies once, in bounded time. */
final class Delivery {
    private static final long LONGEST_MILLIS = Callback.LONGEST_MILLIS - 500;

    private final CallbackSender sender;
    private final CompensationEvent event;
    private final byte[] body;
    private final long began = System.nanoTime();
    private final CompletableFuture<CallbackReply> reply = new CompletableFuture<>();

    /** Requests that failed; one follows the other, so no two threads meet here. */
    private int failed;

    private volatile String trouble = "too many other events are being told at this moment";

    Delivery(CallbackSender sender, CompensationEvent event, byte[] body) {
        this.sender = sender;
        this.event = event;
        this.body = body;
    }

    CompletableFuture<CallbackReply> reply() {
        return reply;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    void begin() {
        if (later(this::giveUp, LONGEST_MILLIS)) {
            sender.turns().take(this::request);
        }
    }

    /** Replies that it was perhaps not told. */
    void stop() {
        reply.complete(new CallbackReply.Unreachable("this manager is being stopped; another one goes on"));
    }

    private void giveUp() {
        reply.complete(new CallbackReply.Unreachable(trouble));
    }

    private void request() {
        if (reply.isDone()) {
            sender.turns().done();
            return;
        }
        sender.http().post(body, sender.headers(body)).whenComplete((answer, failure) -> {
            sender.turns().done();
            if (failure != null) {
                failed(cause(failure));
                return;
            }
            try {
                reply.complete(sender.answers().read(event.kind(), answer));
            } catch (CallbackFailedException e) {
                failed(e);
            }
        });
    }

    private static CallbackFailedException cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof CallbackFailedException known
                ? known
                : new CallbackFailedException(
                        Kind.CLOSED, "the request failed (" + cause + "); the manager's log may say more", cause);
    }

    private void failed(CallbackFailedException why) {
        failed++;
        trouble = why.reason();
        Optional<Duration> pause =
                why.kind() == Kind.STOPPED ? Optional.empty() : sender.rules().pauseAfter(failed);
        sender.log().failed(event, failed, why, pause.orElse(null));
        if (pause.isEmpty()) {
            giveUp();
        } else {
            later(() -> sender.turns().take(this::request), pause.get().toMillis());
        }
    }

    private boolean later(Runnable task, long millis) {
        try {
            sender.http().later(task, millis);
            return true;
        } catch (RejectedExecutionException e) {
            stop();
            return false;
        }
    }

    @Override
    public String toString() {
        return event.id();
    }
}
