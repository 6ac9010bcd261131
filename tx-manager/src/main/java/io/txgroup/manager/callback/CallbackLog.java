package io.txgroup.manager.callback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import io.txgroup.protocol.net.PeerWords;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators see of the callback: lines of the log, and figures. A trouble is a warning once, until it is over or
 * becomes another one. Thread-safe; never blocks.
 */
final class CallbackLog implements MeterBinder {
    private static final Logger log = LoggerFactory.getLogger(CallbackLog.class);

    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<CallbackFailedException.@Nullable Kind> trouble = new AtomicReference<>();

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        Gauge.builder("tx.callback.open", open::get)
                .description("Events that are being told to the callback, or wait for their turn")
                .register(registry);
    }

    void began() {
        open.incrementAndGet();
    }

    /** A request has failed; the next one follows after the pause, if there is one. */
    void failed(CompensationEvent event, int requests, CallbackFailedException why, @Nullable Duration pause) {
        if (why.kind() != CallbackFailedException.Kind.STOPPED && trouble.getAndSet(why.kind()) != why.kind()) {
            log.warn(
                    "Group {} - the callback was not told that the compensation is {}: {} (event {}, request {});"
                            + " it is tried again, {}",
                    event.groupId(),
                    EventBody.word(event.kind()),
                    why.reason(),
                    event.id(),
                    requests,
                    event.kind() == CompensationEvent.Kind.CREATED
                            ? "and the lost work waits until tx.manager.callback.unreachable says what follows"
                            : "and nothing else depends on it");
        } else {
            log.debug(
                    "Group {} - still not told: {} (event {}, request {}, next in {})",
                    event.groupId(),
                    why.reason(),
                    event.id(),
                    requests,
                    pause == null ? "a later try" : pause);
        }
        for (MeterRegistry registry : registries) {
            Counter.builder("tx.callback.failures")
                    .description("Requests to the callback that failed")
                    .tag("reason", why.kind().word())
                    .register(registry)
                    .increment();
        }
    }

    void ended(CompensationEvent event, CallbackReply reply, Duration age) {
        open.decrementAndGet();
        if (!(reply instanceof CallbackReply.Unreachable)) {
            log.info(
                    "Group {} - the callback was told that the compensation is {} (event {}): {}",
                    event.groupId(),
                    EventBody.word(event.kind()),
                    event.id(),
                    words(reply));
            if (trouble.getAndSet(null) != null) {
                log.info("The callback can be told again");
            }
        }
        for (MeterRegistry registry : registries) {
            Timer.builder("tx.callback")
                    .description("Tries to tell the callback an event, until it replied or could not be told")
                    .tag("event", EventBody.word(event.kind()))
                    .tag("reply", tag(reply))
                    .register(registry)
                    .record(age);
        }
    }

    /** The reply could not be passed on: a defect. The event will be told again. */
    void notTaken(CompensationEvent event, RuntimeException why) {
        log.error(
                "Group {} - this manager fails on the callback's reply to event {}", event.groupId(), event.id(), why);
    }

    private static String words(CallbackReply reply) {
        return reply instanceof CallbackReply.Decision decision
                ? EventBody.word(decision.choice())
                        + (decision.note().isEmpty() ? "" : " (" + PeerWords.printable(decision.note()) + ")")
                : "acknowledged";
    }

    private static String tag(CallbackReply reply) {
        if (reply instanceof CallbackReply.Decision decision) {
            return EventBody.word(decision.choice());
        }
        return reply instanceof CallbackReply.Unreachable ? "unreachable" : "acknowledged";
    }
}
