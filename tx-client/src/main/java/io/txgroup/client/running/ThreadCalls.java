package io.txgroup.client.running;

import io.txgroup.client.core.Call;
import io.txgroup.client.core.GroupHeader;
import io.txgroup.client.core.OutboundAttempt;
import io.txgroup.client.core.ReplayCall;
import io.txgroup.client.core.Units;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.Calls;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.protocol.GroupId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Knows what each thread runs: nothing, a request with a group's header, or a call of a group. Thread-safe. */
@SuppressWarnings("ThreadLocalUsage") // one for each application, which ends with it; nothing is static here
public final class ThreadCalls implements CurrentCall, Calls {
    /** The key in the logs' context (MDC) with the group's name, while a thread runs one of its calls. */
    public static final String GROUP_IN_LOGS = "groupId";

    private static final Duration LONGEST_CREATE = Duration.ofSeconds(15);

    private final ThreadLocal<@Nullable Call> running = new ThreadLocal<>();
    private final ThreadLocal<@Nullable InboundCall> inbound = new ThreadLocal<>();
    private final ThreadLocal<@Nullable CallScope> redone = new ThreadLocal<>();
    private final @Nullable Supplier<Units> joins;

    /** Only annotated methods are calls. */
    public ThreadCalls() {
        this(null);
    }

    private ThreadCalls(@Nullable Supplier<Units> joins) {
        this.joins = joins;
    }

    /**
     * Every request with a group's header is a call as a whole, whatever its methods are annotated with.
     *
     * @param units serves it; asked at the first of them
     */
    public static ThreadCalls joiningWholeRequests(Supplier<Units> units) {
        return new ThreadCalls(units);
    }

    @Override
    public Optional<CallScope> scope() {
        return redone().or(() -> running().map(call -> call));
    }

    /** The call that this thread runs again because its work was lost. */
    Optional<CallScope> redone() {
        return Optional.ofNullable(redone.get());
    }

    /** Lets this thread run that call again, and its log lines name the group, until what is returned is closed. */
    public Calls.Entered runAgain(CallScope scope) {
        return enter(new ThreadBranch(this, null, null, scope));
    }

    @Override
    public Optional<GroupId> unannotated() {
        InboundCall request = inbound.get();
        return request == null || redone().isPresent() || running.get() != null || request.answersAtItsEnd()
                ? Optional.empty()
                : Optional.of(request.groupId());
    }

    @Override
    public Optional<Attempt> attempt(String target) {
        CallScope again = redone.get();
        if (again instanceof ReplayCall replayed) {
            return Optional.of(replayed.attempt(target));
        }
        if (again != null) {
            refuseAttempt(again, target);
        }
        inbound().filter(InboundCall::isAgain).ifPresent(request -> refuseAttempt(request, target));
        return running().map(ThreadCalls::attempt);
    }

    /** What was called the first time has committed there: called again, it would be there twice. */
    private static void refuseAttempt(CallScope scope, String target) {
        String why = "it calls another service (" + target + "), which must not do its part again";
        scope.repair().ifPresent(repair -> repair.differs(why));
        throw new IllegalStateException(
                "Group " + scope.groupId() + " - the redo of call " + scope.callPath() + " is rolled back: " + why);
    }

    /** A call that no method with the annotation makes was none of the group's, and is there. */
    private static void refuseAttempt(InboundCall request, String target) {
        String why = target + " is called outside of the group, and must not be called again";
        request.failed(why, null);
        throw new IllegalStateException("Group " + request.groupId() + " - its calls are made again: " + why);
    }

    private static OutboundAttempt attempt(Call call) {
        return Waiting.await(call.attempt(), call.groupId(), LONGEST_CREATE);
    }

    @Override
    public Inbound open(String header, Consumer<String> reply) {
        InboundCall before = inbound.get();
        InboundCall request = new InboundCall(GroupHeader.parse(header), reply, () -> bind(inbound, before), joins);
        inbound.set(request);
        return request;
    }

    @Override
    public Branch branch() {
        return new ThreadBranch(this, running.get(), inbound.get(), redone.get());
    }

    /** Lets the current thread run for that branch, or for nothing, until it is told otherwise; its log lines too. */
    public void become(@Nullable Branch branch) {
        ThreadBranch ours = branch instanceof ThreadBranch known ? known : null;
        Call call = ours == null ? null : ours.call();
        bind(running, call);
        bind(inbound, ours == null ? null : ours.request());
        CallScope again = ours == null ? null : ours.again();
        bind(redone, again);
        CallScope scope = again == null ? call : again;
        name(scope == null ? null : scope.groupId().toString());
    }

    Entered enter(ThreadBranch branch) {
        Branch before = branch();
        String groupBefore = MDC.get(GROUP_IN_LOGS);
        become(branch);
        return () -> {
            become(before);
            name(groupBefore);
        };
    }

    /** The request that this thread serves. */
    Optional<InboundCall> inbound() {
        return Optional.ofNullable(inbound.get());
    }

    /** The call that this thread runs; where the whole request is the call, it begins with the first who asks. */
    Optional<Call> running() {
        Call call = running.get();
        return call != null ? Optional.of(call) : inbound().flatMap(InboundCall::asWhole);
    }

    /** Lets this thread run that call, and its log lines name the group, until what is returned is closed. */
    Bound run(Call call) {
        Call before = running.get();
        String groupBefore = MDC.get(GROUP_IN_LOGS);
        running.set(call);
        MDC.put(GROUP_IN_LOGS, call.groupId().toString());
        return () -> {
            bind(running, before);
            name(groupBefore);
        };
    }

    private static void name(@Nullable String group) {
        if (group == null) {
            MDC.remove(GROUP_IN_LOGS);
        } else {
            MDC.put(GROUP_IN_LOGS, group);
        }
    }

    /** Lets this thread run for no group, until what is returned is closed. */
    Bound suspend() {
        Call call = running.get();
        InboundCall request = inbound.get();
        String group = MDC.get(GROUP_IN_LOGS);
        running.remove();
        inbound.remove();
        name(null);
        return () -> {
            bind(running, call);
            bind(inbound, request);
            name(group);
        };
    }

    private static <T> void bind(ThreadLocal<@Nullable T> local, @Nullable T value) {
        if (value == null) {
            local.remove();
        } else {
            local.set(value);
        }
    }

    /** What a thread runs for a while. */
    interface Bound extends AutoCloseable {
        @Override
        void close();
    }
}
