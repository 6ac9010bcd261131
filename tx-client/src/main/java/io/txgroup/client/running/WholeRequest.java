package io.txgroup.client.running;

import io.txgroup.client.TxException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.Call;
import io.txgroup.client.core.CallReport;
import io.txgroup.client.core.Units;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is a call of its group as a whole ({@code tx.client.unannotated=join}): the first connection or outbound
 * call begins to serve it, and the request's end answers for it. Thread-safe.
 */
final class WholeRequest {
    /** A rollback alone gives up on a resource after some seconds. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

    private final InboundCall request;
    private final Supplier<Units> units;
    private @Nullable Call call;
    private @Nullable TxException refusal;
    private boolean ended;

    WholeRequest(InboundCall request, Supplier<Units> units) {
        this.request = request;
        this.units = units;
    }

    /**
     * The call, begun now if it has not been.
     *
     * @throws IllegalStateException if the request has been answered
     * @throws TxException if the call is refused
     */
    synchronized Call call() {
        if (ended) {
            throw new IllegalStateException("Group " + request.groupId()
                    + " - its request has been answered here, so nothing can join any more; wait for branches before it"
                    + " ends");
        }
        if (refusal != null) {
            throw refusal;
        }
        Call begun = call;
        if (begun == null) {
            begun = begin();
            call = begun;
        }
        return begun;
    }

    private Call begin() {
        try {
            Call begun = units.get().serve(request.header());
            request.serves(begun);
            return begun;
        } catch (TxException e) {
            refusal = e;
            request.report(CallReport.rollbackOnly(String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /** Answers for what the request has done: no if its reply is an error, else yes if it can be committed. */
    void end() {
        Call begun = lastCall();
        if (begun == null) {
            return;
        }
        if (!request.failure().isEmpty()) {
            answerNo(begun, request.failure());
            return;
        }
        try {
            request.report(units.get().answerYes(begun));
        } catch (TxRolledBackException e) {
            answerNo(begun, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Answers no if nothing was answered. */
    void giveUp() {
        Call begun = lastCall();
        if (begun != null) {
            String why = request.failure();
            answerNo(begun, why.isEmpty() ? "the request ended without a reply" : why);
        }
    }

    /** What must now be answered, once; null if there is nothing. */
    private synchronized @Nullable Call lastCall() {
        Call last = ended ? null : call;
        ended = true;
        return last;
    }

    private void answerNo(Call begun, String reason) {
        request.report(Waiting.await(units.get().answerNo(begun, reason), begun.groupId(), LONGEST_ANSWER));
    }
}
