package io.txgroup.manager.callback;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationEvent;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells events to the receiver: signed, a few requests at once, some more when they fail. Each request for an event has the
 * same body with the same id. Thread-safe; nothing blocks.
 */
final class CallbackSender implements Callback, AutoCloseable {
    private static final int AT_ONCE = 32;

    private final HttpSender http;
    private final CallbackSignature signature;
    private final EventBody bodies;
    private final RetryRules rules;
    private final CallbackLog log;
    private final LongSupplier epochMillis;
    private final CallbackAnswers answers = new CallbackAnswers();
    private final Turns turns = new Turns(AT_ONCE);
    private final Set<Delivery> open = ConcurrentHashMap.newKeySet();

    /**
     * Tells with these.
     *
     * @param http closed with this
     * @param epochMillis this machine's clock, in milliseconds since 1970
     */
    CallbackSender(
            HttpSender http,
            CallbackSignature signature,
            EventBody bodies,
            RetryRules rules,
            CallbackLog log,
            LongSupplier epochMillis) {
        this.http = http;
        this.signature = signature;
        this.bodies = bodies;
        this.rules = rules;
        this.log = log;
        this.epochMillis = epochMillis;
    }

    @Override
    public void created(CompensationEvent event, Consumer<CallbackReply> reply) {
        tell(event, reply);
    }

    @Override
    public void ended(CompensationEvent event, Consumer<CallbackReply> reply) {
        tell(event, reply);
    }

    private void tell(CompensationEvent event, Consumer<CallbackReply> reply) {
        Delivery delivery = new Delivery(this, event, bodies.of(event));
        open.add(delivery);
        log.began();
        delivery.reply().whenComplete((told, failure) -> {
            open.remove(delivery);
            log.ended(event, told, delivery.age());
            pass(event, told, reply);
        });
        delivery.begin();
    }

    private void pass(CompensationEvent event, CallbackReply told, Consumer<CallbackReply> reply) {
        try {
            reply.accept(told);
        } catch (RuntimeException e) {
            log.notTaken(event, e);
        }
    }

    HttpSender http() {
        return http;
    }

    Turns turns() {
        return turns;
    }

    RetryRules rules() {
        return rules;
    }

    CallbackAnswers answers() {
        return answers;
    }

    CallbackLog log() {
        return log;
    }

    /** The headers of a request that is made now: its time is never much older than its way to the receiver. */
    Map<String, String> headers(byte[] body) {
        long now = epochMillis.getAsLong();
        return Map.of(CallbackSignature.TIME, Long.toString(now), CallbackSignature.HEADER, signature.of(now, body));
    }

    /** Whoever waits for a reply hears that it was perhaps not told. */
    @Override
    public void close() {
        http.close();
        open.forEach(Delivery::stop);
    }
}
