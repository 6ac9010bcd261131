package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;

/**
 * A circuit breaker whose guarded work belongs to the group of who asks for it, in whatever thread it runs. Thread-safe.
 *
 * <p>A fallback hides that work was not done. The group rolls back where that can have been a call: when the breaker is
 * open or rejects the work, so that nothing ran, and when it gives up (a time limit) while the work still runs, whose
 * call might succeed a moment later. Work that ran to its end and failed has told the group itself, if it called.
 */
public final class GroupCircuitBreaker implements CircuitBreaker {
    private final CircuitBreaker breaker;
    private final String id;
    private final Calls calls;

    /**
     * Wraps a circuit breaker.
     *
     * @param id what it is called, for people
     * @param calls of this process
     */
    public GroupCircuitBreaker(CircuitBreaker breaker, String id, Calls calls) {
        this.breaker = breaker;
        this.id = id;
        this.calls = calls;
    }

    @Override
    public <T> T run(Supplier<T> work, Function<Throwable, T> fallback) {
        Calls.Branch branch = calls.branch();
        if (!branch.isInGroup()) {
            return breaker.run(work, fallback);
        }
        Guarded<T> guarded = new Guarded<>(work, branch);
        return breaker.run(guarded, cause -> {
            Progress reached = guarded.giveUp();
            if (reached != Progress.DONE) {
                branch.veto("circuit breaker " + id
                        + (reached == Progress.WAITING ? " did not let a call through" : " gave up on a running call")
                        + ", whatever its fallback says: " + cause);
            }
            return fallback.apply(cause);
        });
    }

    private enum Progress {
        WAITING,
        RUNNING,
        DONE,
        GIVEN_UP
    }

    private final class Guarded<T> implements Supplier<T> {
        private final Supplier<T> work;
        private final Calls.Branch branch;
        private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);

        Guarded(Supplier<T> work, Calls.Branch branch) {
            this.work = work;
            this.branch = branch;
        }

        @Override
        public T get() {
            Progress before = progress.getAndUpdate(now -> now == Progress.GIVEN_UP ? now : Progress.RUNNING);
            if (before == Progress.GIVEN_UP) {
                throw new CancellationException("circuit breaker " + id + " has given up on this work already");
            }
            try (Calls.Entered entered = branch.enter()) {
                return work.get();
            } finally {
                progress.compareAndSet(Progress.RUNNING, Progress.DONE);
            }
        }

        /** From now on it does not begin any more; how far it had come. */
        Progress giveUp() {
            return progress.getAndUpdate(now -> now == Progress.DONE ? now : Progress.GIVEN_UP);
        }
    }
}
