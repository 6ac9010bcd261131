package io.txgroup.feign;

import io.txgroup.client.spi.Calls;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An attempt of which only the first ending is passed on. Thread-safe. */
final class FirstEnding implements Calls.Attempt {
    private final Calls.Attempt attempt;
    private final AtomicBoolean ended = new AtomicBoolean();

    FirstEnding(Calls.Attempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public String header() {
        return attempt.header();
    }

    @Override
    public void answered(@Nullable String report, boolean failed) {
        if (ended.compareAndSet(false, true)) {
            attempt.answered(report, failed);
        }
    }

    @Override
    public void unanswered(Throwable cause) {
        if (ended.compareAndSet(false, true)) {
            attempt.unanswered(cause);
        }
    }
}
