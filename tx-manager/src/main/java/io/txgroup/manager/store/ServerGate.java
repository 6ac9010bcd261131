package io.txgroup.manager.store;

import io.txgroup.manager.group.GroupStore.Gate;
import io.txgroup.manager.group.Version;
import io.txgroup.protocol.GroupId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate for all shards of one server. While a pair is on its way, further requests gather, and the next pair serves
 * them all; each is so proved by a pair that began after it was asked for. Thread-safe; never blocks.
 */
final class ServerGate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerGate.class);

    private record Request(GroupId id, Version version, CompletableFuture<Gate> answer) {}

    private final Supplier<CompletionStage<GateSession>> opener;
    private List<Request> waiting = new ArrayList<>();
    private boolean busy;
    private boolean closed;
    private @Nullable GateSession session;

    ServerGate(Supplier<CompletionStage<GateSession>> opener) {
        this.opener = opener;
    }

    CompletionStage<Gate> pass(GroupId id, Version version) {
        Request request = new Request(id, version, new CompletableFuture<>());
        List<Request> batch;
        synchronized (this) {
            waiting.add(request);
            if (busy) {
                return request.answer();
            }
            batch = take();
        }
        serve(batch);
        return request.answer();
    }

    private List<Request> take() {
        List<Request> batch = waiting;
        waiting = new ArrayList<>();
        busy = !batch.isEmpty();
        return batch;
    }

    private void serve(List<Request> batch) {
        Map<Integer, Set<GroupId>> wanted = new TreeMap<>();
        batch.forEach(request -> wanted.computeIfAbsent(request.id().shard(), shard -> new HashSet<>())
                .add(request.id()));
        CompletableFuture.completedStage(wanted)
                .thenCompose(ready -> opened())
                .thenCompose(open -> open.prove(wanted))
                .whenComplete((proof, failure) -> {
                    if (failure != null) {
                        drop(failure);
                    }
                    List<Request> next;
                    synchronized (this) {
                        next = take();
                    }
                    if (!next.isEmpty()) {
                        serve(next);
                    }
                    batch.forEach(request -> answer(request, proof, failure));
                });
    }

    private CompletionStage<GateSession> opened() {
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedStage(new IllegalStateException("The gate is closed"));
            }
            if (session != null && session.isOpen()) {
                return CompletableFuture.completedStage(session);
            }
            forget();
        }
        return opener.get().thenApply(this::keep);
    }

    private synchronized GateSession keep(GateSession opened) {
        session = opened;
        if (closed) {
            opened.close();
        }
        return opened;
    }

    private static void answer(Request request, GateSession.@Nullable Proof proof, @Nullable Throwable failure) {
        if (proof == null) {
            request.answer().completeExceptionally(failure == null ? new IllegalStateException("no proof") : failure);
        } else if (!request.version().toString().equals(proof.versions().get(request.id()))) {
            request.answer().complete(Gate.CHANGED);
        } else {
            request.answer().complete(proof.safe() ? Gate.PASSED : Gate.NOT_SAFE);
        }
    }

    private synchronized void drop(Throwable failure) {
        log.debug("Gate - not passed by anybody, connects anew", failure);
        forget();
    }

    private synchronized void forget() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        forget();
    }
}
