package io.txgroup.client.running;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxOutcomeUnknownException;
import io.txgroup.client.TxPropagation;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.client.core.Call;
import io.txgroup.client.core.CallReport;
import io.txgroup.client.core.Invoked;
import io.txgroup.client.core.ReplayCall;
import io.txgroup.client.core.Units;
import io.txgroup.client.core.Verdict;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Calls;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs a method in a group: in the one that its thread runs already, in the one whose header its request carries, or in
 * a new one that it starts; {@link TxPropagation} says which. Thread-safe.
 */
public final class TxRunner implements GroupRunner {
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final Units units;
    private final ThreadCalls threads;
    private final LocalTransactions local;
    private final Duration defaultTimeout;

    /**
     * Ties the threads to the core.
     *
     * @param local the local transactions that must not reach into a group from outside
     * @param defaultTimeout of a group whose definition names none
     */
    public TxRunner(Units units, ThreadCalls threads, LocalTransactions local, Duration defaultTimeout) {
        this.units = units;
        this.threads = threads;
        this.local = local;
        this.defaultTimeout = defaultTimeout;
    }

    @Override
    public @Nullable Object run(TxDefinition definition, Body body) throws Throwable {
        return run(definition, Invoked.unnamed(definition.label()), body);
    }

    /** As {@link #run(TxDefinition, Body)}, for a method that can perhaps be run again if its work is lost. */
    public @Nullable Object run(TxDefinition definition, Invoked invoked, Body body) throws Throwable {
        Optional<CallScope> redone = threads.redone();
        if (redone.isPresent()) {
            return again(redone.get(), definition, body);
        }
        Optional<InboundCall> replayed = threads.inbound().filter(InboundCall::isAgain);
        if (replayed.isPresent()) {
            return serveAgain(replayed.get(), definition, invoked, body);
        }
        boolean inGroup = threads.running().isPresent() || threads.inbound().isPresent();
        return switch (definition.propagation()) {
            case REQUIRED -> inGroup ? takePart(definition, invoked, body) : start(definition, invoked, body);
            case SUPPORTS -> inGroup ? takePart(definition, invoked, body) : body.run();
            case MANDATORY -> {
                if (!inGroup) {
                    throw new IllegalStateException(definition.label()
                            + " has propagation MANDATORY, but its caller runs in no group; nothing was done");
                }
                yield takePart(definition, invoked, body);
            }
            case REQUIRES_NEW -> outside(() -> start(definition, invoked, body));
            case NOT_SUPPORTED -> outside(body);
            case NEVER -> {
                if (inGroup) {
                    throw new IllegalStateException(definition.label()
                            + " has propagation NEVER, but its caller runs in a group; nothing was done");
                }
                yield body.run();
            }
        };
    }

    private static boolean isOutside(TxDefinition definition) {
        return switch (definition.propagation()) {
            case REQUIRED, SUPPORTS, MANDATORY -> false;
            case REQUIRES_NEW, NOT_SUPPORTED, NEVER -> true;
        };
    }

    /** A request of a call that is made again: nobody joins, and what it reports goes up to who runs the attempt. */
    private @Nullable Object serveAgain(InboundCall request, TxDefinition definition, Invoked invoked, Body body)
            throws Throwable {
        ReplayCall call = null;
        Object result = null;
        Throwable kept = null;
        try {
            refuseAgain(request, definition);
            refuseOpenTransaction(definition);
            call = Waiting.await(units.serveAgain(request.header(), invoked), request.groupId(), MARGIN);
            request.serves(call);
            if (definition.readOnly()) {
                call.writesNothing();
            }
            call.attachment(new Reached(call.callPath()), AtomicBoolean::new).set(true);
            try (Calls.Entered running = threads.runAgain(call)) {
                result = call.rollbackOnly() ? null : body.run();
            } catch (Throwable thrown) {
                if (definition.rollsBackOn(thrown)) {
                    throw thrown;
                }
                kept = thrown;
            }
            request.report(call.answerYes());
        } catch (Throwable failure) {
            String why = definition.label() + " threw " + failure;
            request.report(call == null ? CallReport.rollbackOnly(why) : call.answerNo(why));
            throw failure;
        }
        if (kept != null) {
            request.standsBy(kept);
            throw kept;
        }
        return result;
    }

    private static void refuseAgain(InboundCall request, TxDefinition definition) {
        if (isOutside(definition)) {
            throw new IllegalStateException(definition.label() + " has propagation " + definition.propagation()
                    + ", and what it did outside of group " + request.groupId() + " must not be done again");
        }
        if (request.servedAgain() != null) {
            throw new IllegalStateException(
                    definition.label() + " is the second @TxTransaction method that this request"
                            + " calls, but the first one has answered for it; call both from one @TxTransaction method");
        }
    }

    /** What a method did outside of the group the first time is there, and must not be done twice. */
    private static @Nullable Object again(CallScope scope, TxDefinition definition, Body body) throws Throwable {
        boolean outside = isOutside(definition);
        boolean outermost = scope.attachment(new Reached(scope.callPath()), AtomicBoolean::new)
                .compareAndSet(false, true);
        if (outside && !outermost) {
            String why = definition.label() + " has propagation " + definition.propagation()
                    + ", and what it did outside of the group must not be done again";
            scope.repair().ifPresent(repair -> repair.differs(why));
            throw new IllegalStateException(
                    "Group " + scope.groupId() + " - the redo of call " + scope.callPath() + " is rolled back: " + why);
        }
        return within(scope, definition, body);
    }

    /** That the method which a call began with has been reached again. */
    private record Reached(CallPath callPath) {}

    private @Nullable Object takePart(TxDefinition definition, Invoked invoked, Body body) throws Throwable {
        Optional<Call> running = threads.running();
        return running.isPresent()
                ? within(running.get(), definition, body)
                : serve(threads.inbound().orElseThrow(), definition, invoked, body);
    }

    private @Nullable Object outside(Body body) throws Throwable {
        try (ThreadCalls.Bound nothing = threads.suspend()) {
            return local.suspended(body);
        }
    }

    /** What a local transaction writes that was open before would commit on its own. */
    private void refuseOpenTransaction(TxDefinition definition) {
        local.open().ifPresent(name -> {
            throw new IllegalStateException(definition.label() + " would begin its part of a group inside the local"
                    + " transaction " + name + ", which is not the group's and would commit on its own; put"
                    + " @TxTransaction on the method that opens it too, or give " + definition.label()
                    + " propagation REQUIRES_NEW. Nothing was done");
        });
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

    private @Nullable Object start(TxDefinition definition, Invoked invoked, Body body) throws Throwable {
        refuseOpenTransaction(definition);
        Call root = units.begin(definition.label(), timeout(definition));
        promise(root, definition);
        root.entered(invoked);
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

    private @Nullable Object serve(InboundCall request, TxDefinition definition, Invoked invoked, Body body)
            throws Throwable {
        refuseSecond(request, definition);
        try {
            refuseOpenTransaction(definition);
        } catch (IllegalStateException e) {
            request.failed(String.valueOf(e.getMessage()), e);
            throw e;
        }
        Call call = begin(request);
        promise(call, definition);
        call.entered(invoked);
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
            request.standsBy(kept);
            throw kept;
        }
        return result;
    }

    private static void promise(Call call, TxDefinition definition) {
        if (definition.readOnly()) {
            call.writesNothing();
        }
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
