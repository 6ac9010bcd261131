package io.txgroup.client.core;

import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Outcome;
import io.txgroup.protocol.ResourceEnd;
import io.txgroup.protocol.ResourceEnd.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The moment when a unit has ended all that it held, and who wants to hear of it. Guarded by the unit's monitor. */
final class UnitEnd {
    private static final Logger log = LoggerFactory.getLogger(UnitEnd.class);

    private final GroupId groupId;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final List<Consumer<Outcome>> listeners = new ArrayList<>();

    UnitEnd(GroupId groupId) {
        this.groupId = groupId;
    }

    void listen(Consumer<Outcome> listener) {
        listeners.add(listener);
    }

    /** Whether the outcome matters here even if nothing is held. */
    boolean isAwaited() {
        return !listeners.isEmpty();
    }

    /** Nobody hears of it: what happened is not known. */
    void keepSilent() {
        if (isAwaited()) {
            log.warn("Group {} - its end is not known, so {} listeners are not told", groupId, listeners.size());
            listeners.clear();
        }
    }

    CompletionStage<Void> reached() {
        return reached;
    }

    /** Tells everybody, each at most once; nobody if some of the work is not there: a redo tells once it is. */
    void reached(Outcome outcome, List<ResourceEnd> ends, Executor executor) {
        reached.complete(null);
        if (ends.stream().anyMatch(end -> end.result() == Result.LOST || end.result() == Result.UNPROVEN)) {
            keepSilent();
        }
        List<Consumer<Outcome>> told = List.copyOf(listeners);
        listeners.clear();
        told.forEach(listener -> executor.execute(() -> tell(listener, outcome)));
    }

    private void tell(Consumer<Outcome> listener, Outcome outcome) {
        try {
            listener.accept(outcome);
        } catch (RuntimeException | Error e) {
            log.error("Group {} - a listener failed after {}; the group is not affected", groupId, outcome, e);
        }
    }
}
