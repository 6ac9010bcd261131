package io.txgroup.samples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * The program that managers tell of lost work: believes only what they have signed, prints each event once, and lets them go
 * on as the policy says. Thread-safe.
 */
final class CallbackReceiver implements HttpHandler {
    private static final int OK = 200;
    private static final int NOT_UNDERSTOOD = 400;
    private static final int REFUSED = 403;
    private static final int NOT_ALLOWED = 405;

    /** Nothing that a manager sends is nearly as long. */
    private static final int LONGEST = 1 << 20;

    private final CallbackSignature signature;
    private final Progress progress;
    private final Map<String, CallbackEvent> events = new LinkedHashMap<>();

    CallbackReceiver(String secret, Progress progress) {
        this.signature = new CallbackSignature(secret);
        this.progress = progress;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // an empty body: it is known, and nothing is decided here
            exchange.sendResponseHeaders(take(exchange), -1);
        }
    }

    private int take(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return NOT_ALLOWED;
        }
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST);
        Optional<String> trouble = signature.trouble(
                exchange.getRequestHeaders().getFirst(CallbackSignature.TIME),
                exchange.getRequestHeaders().getFirst(CallbackSignature.SIGNATURE),
                body,
                System.currentTimeMillis());
        if (trouble.isPresent()) {
            progress.say("callback: what came from " + exchange.getRemoteAddress() + " is refused: " + trouble.get());
            return REFUSED;
        }
        try {
            note(CallbackEvent.parse(body));
            return OK;
        } catch (JacksonException e) {
            progress.say("callback: what a manager sent is not understood: " + e.getOriginalMessage());
            return NOT_UNDERSTOOD;
        }
    }

    private synchronized void note(CallbackEvent event) {
        if (events.putIfAbsent(event.id(), event) == null) {
            event.lines().forEach(progress::say);
        } else {
            progress.say("callback: " + event.kind() + ", event " + event.id() + " again, which is known");
        }
    }

    /** All that came, each once, oldest first. */
    synchronized List<CallbackEvent> events() {
        return List.copyOf(events.values());
    }

    /** The oldest beginning of a case, but for so many events that came before. */
    Optional<CallbackEvent> createdAfter(int known) {
        return events().stream().skip(known).filter(CallbackEvent::isCreated).findFirst();
    }

    /** What told the end of that case; empty as long as it is not over. */
    Optional<CallbackEvent> end(CallbackEvent created) {
        return events().stream().filter(event -> event.ends(created)).findFirst();
    }
}
