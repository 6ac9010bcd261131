package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import io.txgroup.client.spi.MalformedHeaderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls that write down what a plugin says. A thread is in the group between {@link #enterGroup()} and {@link
 * #leaveGroup()}; attempts have the headers {@code attempt-1}, {@code attempt-2}, ...
 */
public final class RecordingCalls implements Calls {
    public static final String REPORT = "joined=storage";

    public final List<RecordedAttempt> attempts = new CopyOnWriteArrayList<>();
    public final List<RecordedInbound> served = new CopyOnWriteArrayList<>();

    /** The names of the threads that began an attempt. */
    public final List<String> threads = new CopyOnWriteArrayList<>();

    public final List<String> vetoes = new CopyOnWriteArrayList<>();

    private final Map<Thread, RecordedInbound> serving = new ConcurrentHashMap<>();
    private final ThreadLocal<Boolean> inGroup = ThreadLocal.withInitial(() -> false);
    private volatile @Nullable RuntimeException refusal;
    private volatile int refusedFrom;
    private volatile boolean answersAtItsEnd;
    private volatile @Nullable RuntimeException refusalAtEnd;

    public void enterGroup() {
        inGroup.set(true);
    }

    public void leaveGroup() {
        inGroup.set(false);
    }

    /** Attempts and calls are refused from now on. */
    public void refuse(@Nullable RuntimeException refusal) {
        refuseAfter(0, refusal);
    }

    /** So many more attempts are let through. */
    public void refuseAfter(int more, @Nullable RuntimeException refusal) {
        this.refusedFrom = attempts.size() + more;
        this.refusal = refusal;
    }

    /** From now on whole requests are the calls, or annotated methods only. */
    public void answerAtTheEnd(boolean whole) {
        answersAtItsEnd = whole;
    }

    /** What a whole request's end throws. */
    public void refuseAtTheEnd(@Nullable RuntimeException refusal) {
        refusalAtEnd = refusal;
    }

    /** The endings of all attempts, one list for each. */
    public List<List<String>> endings() {
        return attempts.stream().map(attempt -> List.copyOf(attempt.endings)).toList();
    }

    /** The headers of all attempts, in their order. */
    public List<String> headers() {
        return attempts.stream().map(RecordedAttempt::header).toList();
    }

    /** What the called method does at its end. */
    public void join() {
        RecordedInbound inbound = serving.get(Thread.currentThread());
        if (inbound != null) {
            inbound.reply.accept(inbound.failures.isEmpty() ? REPORT : "rollback-only");
        }
    }

    @Override
    public Optional<Attempt> attempt(String target) {
        if (!inGroup.get()) {
            return Optional.empty();
        }
        if (refusal != null && attempts.size() >= refusedFrom) {
            throw refusal;
        }
        threads.add(Thread.currentThread().getName());
        RecordedAttempt attempt = new RecordedAttempt("attempt-" + (attempts.size() + 1), target);
        attempts.add(attempt);
        return Optional.of(attempt);
    }

    @Override
    public Inbound open(String header, Consumer<String> reply) {
        if (header.startsWith("no header at all")) {
            throw new MalformedHeaderException("can't read \"" + header + '"');
        }
        if (refusal != null) {
            throw refusal;
        }
        reply.accept("nobody");
        RecordedInbound inbound = new RecordedInbound(header, reply, this);
        serving.put(Thread.currentThread(), inbound);
        served.add(inbound);
        return inbound;
    }

    @Override
    public Branch branch() {
        return new RecordedBranch(inGroup.get());
    }

    /** Whether the threads that enter it are in the group. */
    private final class RecordedBranch implements Branch {
        private final boolean isInGroup;

        RecordedBranch(boolean isInGroup) {
            this.isInGroup = isInGroup;
        }

        @Override
        public boolean isInGroup() {
            return isInGroup;
        }

        @Override
        public Entered enter() {
            boolean before = inGroup.get();
            inGroup.set(isInGroup);
            return () -> inGroup.set(before);
        }

        @Override
        public void veto(String reason) {
            vetoes.add(reason);
        }
    }

    public static final class RecordedAttempt implements Attempt {
        public final String target;
        public final List<String> endings = new CopyOnWriteArrayList<>();
        private final String header;

        RecordedAttempt(String header, String target) {
            this.header = header;
            this.target = target;
        }

        @Override
        public String header() {
            return header;
        }

        @Override
        public void answered(@Nullable String report, boolean failed) {
            endings.add((failed ? "failed, report " : "answered, report ") + report);
        }

        @Override
        public void unanswered(Throwable cause) {
            endings.add("unanswered");
        }
    }

    public static final class RecordedInbound implements Inbound {
        public final String header;
        public final List<String> failures = new ArrayList<>();
        public volatile boolean closed;
        private final Consumer<String> reply;
        private final RecordingCalls calls;
        private final boolean answersAtItsEnd;

        RecordedInbound(String header, Consumer<String> reply, RecordingCalls calls) {
            this.header = header;
            this.reply = reply;
            this.calls = calls;
            this.answersAtItsEnd = calls.answersAtItsEnd;
        }

        @Override
        public boolean answersAtItsEnd() {
            return answersAtItsEnd;
        }

        @Override
        public void ended() {
            RuntimeException refusal = calls.refusalAtEnd;
            if (refusal != null) {
                throw refusal;
            }
            if (answersAtItsEnd && failures.isEmpty()) {
                reply.accept(REPORT);
            }
        }

        @Override
        public boolean failed(String reason, @Nullable Throwable cause) {
            failures.add(reason);
            reply.accept("rollback-only");
            return true;
        }

        @Override
        public void close() {
            if (!calls.serving.remove(Thread.currentThread(), this)) {
                throw new IllegalStateException("closed in another thread");
            }
            closed = true;
        }
    }
}
