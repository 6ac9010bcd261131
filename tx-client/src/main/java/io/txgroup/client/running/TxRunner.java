package io.txgroup.client.running;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.Call;
import io.txgroup.client.core.CallReport;
import io.txgroup.client.core.Units;
import io.txgroup.client.core.Verdict;
import io.txgroup.client.spi.CallScope;
import io.txgroup.protocol.GroupId;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs a method in a group: in the one that its thread runs already, in the one whose header its request carries, or in
 * a new one that it starts. Thread-safe.
 */
public final class TxRunner {
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final Units units;
    private final ThreadCalls threads;
    private final Duration defaultTimeout;

    /**
     * Ties the threads to the core.
     *
     * @param defaultTimeout of a group whose definition names none
     */
    public TxRunner(Units units, ThreadCalls threads, Duration defaultTimeout) {
        this.units = units;
        this.threads = threads;
        this.defaultTimeout = defaultTimeout;
    }

    /** What runs in the group. */
    public interface Body {
        /** Runs it. */
        @Nullable
        Object run() throws Throwable;
    }

    /**
     * Runs the body as the definition says, and gives back what it gives.
     *
     * @throws Throwable what the body threw, or an {@link io.txgroup.client.TxException} if the group ended otherwise
     */
    public @Nullable Object run(TxDefinition definition, Body body) throws Throwable {
        if (threads.running().isPresent()) {
            return within(threads.running().get(), definition, body);
        }
        if (threads.inbound().isPresent()) {
            return serve(threads.inbound().get(), definition, body);
        }
        return start(definition, body);
    }

    /** A method of the group calls another one in the same thread: it shares the call, and its failure. */
    private static @Nullable Object within(CallScope scope, TxDefinition definition, Body body) throws Throwable {
        try {
            return body.run();
        } catch (Throwable thrown) {
            if (definition.rollsBackOn(thrown)) {
                scope.veto(definition.label() + " threw " + thrown);
            }
            throw thrown;
        }
    }

    private @Nullable Object start(TxDefinition definition, Body body) throws Throwable {
        Call root = units.begin(definition.label(), timeout(definition));
        Object result = null;
        Throwable kept = null;
        try (ThreadCalls.Bound bound = threads.run(root)) {
            result = body.run();
        } catch (Throwable thrown) {
            if (definition.rollsBackOn(thrown)) {
                rollBack(root, definition, thrown);
                throw thrown;
            }
            kept = thrown;
        }
        obey(await(units.commit(root), root, definition), kept);
        if (kept != null) {
            throw kept;
        }
        return result;
    }

    private void rollBack(Call root, TxDefinition definition, Throwable thrown) {
        try {
            await(units.rollBack(root, definition.label() + " threw " + thrown), root, definition);
        } catch (RuntimeException e) {
            thrown.addSuppressed(e);
        }
    }

    private static void obey(Verdict verdict, @Nullable Throwable kept) {
        GroupId group = verdict.groupId();
        RuntimeException failure =
                switch (verdict.kind()) {
                    case COMMITTED -> null;
                    case ROLLED_BACK ->
                        new TxRolledBackException(group, "was rolled back, nothing is applied: " + verdict.why());
                    case UNAVAILABLE ->
                        new TxManagerUnavailableException(
                                group, "was rolled back, nothing is applied: " + verdict.why());
                    case UNKNOWN ->
                        new TxOutcomeUnknownException(
                                group,
                                "will end the same everywhere, but how is not known yet: " + verdict.why()
                                        + "; do not try it again before you know");
                };
        if (failure != null) {
            if (kept != null) {
                failure.addSuppressed(kept);
            }
            throw failure;
        }
    }

    private @Nullable Object serve(InboundCall request, TxDefinition definition, Body body) throws Throwable {
        refuseSecond(request, definition);
        Call call = begin(request);
        Object result = null;
        Throwable kept = null;
        try (ThreadCalls.Bound bound = threads.run(call)) {
            result = body.run();
        } catch (Throwable thrown) {
            if (definition.rollsBackOn(thrown)) {
                answerNo(request, call, definition.label() + " threw " + thrown, definition);
                throw thrown;
            }
            kept = thrown;
        }
        try {
            request.report(units.answerYes(call));
        } catch (TxRolledBackException e) {
            answerNo(request, call, String.valueOf(e.getMessage()), definition);
            throw e;
        }
        if (kept != null) {
            throw kept;
        }
        return result;
    }

    private Call begin(InboundCall request) {
        try {
            Call call = units.serve(request.header());
            request.serves(call);
            return call;
        } catch (TxRolledBackException | TxManagerUnavailableException e) {
            request.report(CallReport.rollbackOnly(String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private void refuseSecond(InboundCall request, TxDefinition definition) {
        Call served = request.served();
        if (served != null) {
            String why = definition.label() + " is the second @TxTransaction method that this request calls, but the"
                    + " first one has answered for it; call both from one @TxTransaction method";
            answerNo(request, served, why, definition);
            throw new TxRolledBackException(served.groupId(), "is rolled back: " + why);
        }
    }

    private void answerNo(InboundCall request, Call call, String reason, TxDefinition definition) {
        request.report(await(units.answerNo(call, reason), call, definition));
    }

    private <T> T await(CompletionStage<T> answer, Call call, TxDefinition definition) {
        return Waiting.await(answer, call.groupId(), timeout(definition).plus(MARGIN));
    }

    private Duration timeout(TxDefinition definition) {
        return Objects.requireNonNullElse(definition.timeout(), defaultTimeout);
    }
}
