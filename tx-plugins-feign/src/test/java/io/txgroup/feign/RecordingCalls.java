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

    private final Map<Thread, RecordedInbound> serving = new ConcurrentHashMap<>();
    private final ThreadLocal<Boolean> inGroup = ThreadLocal.withInitial(() -> false);
    private volatile @Nullable RuntimeException refusal;
    private volatile int refusedFrom;

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
        RecordedInbound inbound = new RecordedInbound(header, reply, serving);
        serving.put(Thread.currentThread(), inbound);
        served.add(inbound);
        return inbound;
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
        private final Map<Thread, RecordedInbound> serving;

        RecordedInbound(String header, Consumer<String> reply, Map<Thread, RecordedInbound> serving) {
            this.header = header;
            this.reply = reply;
            this.serving = serving;
        }

        @Override
        public void failed(String reason) {
            failures.add(reason);
            reply.accept("rollback-only");
        }

        @Override
        public void close() {
            if (!serving.remove(Thread.currentThread(), this)) {
                throw new IllegalStateException("closed in another thread");
            }
            closed = true;
        }
    }
}
