package io.txgroup.manager.admin;

import io.txgroup.manager.group.GroupStore.Stored;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages what changes: every second, while anybody listens, it compares the groups with those of the second
 * before. A page that comes back with the id of an event that is still remembered hears all since then; any other hears
 * {@code reset} and reads everything again. Thread-safe.
 */
final class Watch {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final int LISTENERS = 200;
    private static final int REMEMBERED = 120;
    private static final int NAMED = 200;
    private static final long HEARTBEAT_NANOS = 15_000_000_000L;
    private static final long LONGEST_NANOS = 300_000_000_000L;

    private final InFlight inFlight;
    private final String manager;
    private final LongSupplier nanoTime;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Deque<Event> remembered = new ArrayDeque<>();
    private @Nullable Map<String, Known> before;
    private long sequence;
    private long heartbeatAt;

    Watch(InFlight inFlight, String manager, LongSupplier nanoTime) {
        this.inFlight = inFlight;
        this.manager = manager;
        this.nanoTime = nanoTime;
        this.heartbeatAt = nanoTime.getAsLong();
    }

    private record Listener(SseEmitter emitter, long since) {}

    private record Known(String version, Attention attention) {}

    private record Event(String id, Change change) {}

    /**
     * What changed within a second: ids, at most 200 of each kind.
     *
     * @param more whether there were more
     */
    record Change(List<String> began, List<String> changed, List<String> ended, boolean more) {
        Change {
            began = List.copyOf(began);
            changed = List.copyOf(changed);
            ended = List.copyOf(ended);
        }

        boolean isEmpty() {
            return began.isEmpty() && changed.isEmpty() && ended.isEmpty();
        }
    }

    /** Opens a stream; it ends after five minutes, and whoever still looks comes back, and is asked again who he is. */
    synchronized SseEmitter open(@Nullable String lastEventId) {
        if (listeners.size() >= LISTENERS) {
            throw Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "unavailable",
                    LISTENERS
                            + " pages listen to this manager already; this one reads again every ten seconds instead");
        }
        SseEmitter emitter = new SseEmitter(0L);
        Listener listener = new Listener(emitter, nanoTime.getAsLong());
        emitter.onCompletion(() -> listeners.remove(listener));
        emitter.onError(broken -> listeners.remove(listener));
        if (listeners.isEmpty()) {
            before = null;
            remembered.clear();
            // what begins from now on is news, also if the page reads before the next look
            compare();
        }
        listeners.add(listener);
        List<Event> missed = missed(lastEventId);
        send(
                listener,
                SseEmitter.event().name(missed == null ? "reset" : "hello").data(Map.of("manager", manager)));
        if (missed != null) {
            missed.forEach(event -> send(listener, event(event)));
        }
        return emitter;
    }

    /** What that page has not heard; null if nobody knows any more. */
    private @Nullable List<Event> missed(@Nullable String lastEventId) {
        List<Event> later = new ArrayList<>();
        boolean found = false;
        for (Event event : remembered) {
            if (found) {
                later.add(event);
            }
            found |= event.id().equals(lastEventId);
        }
        return found ? later : null;
    }

    /** Looks, and tells. */
    synchronized void tick() {
        long now = nanoTime.getAsLong();
        for (Listener listener : listeners) {
            if (now - listener.since() > LONGEST_NANOS) {
                listener.emitter().complete();
            }
        }
        if (listeners.isEmpty()) {
            before = null;
            return;
        }
        compare();
        if (now - heartbeatAt > HEARTBEAT_NANOS) {
            heartbeatAt = now;
            listeners.forEach(listener -> send(listener, SseEmitter.event().comment("still here")));
        }
    }

    private void compare() {
        Map<String, Known> after = new HashMap<>();
        for (InFlight.Seen seen : inFlight.picture().groups()) {
            Stored stored = seen.stored();
            after.put(
                    stored.group().id().toString(),
                    new Known(stored.version().toString(), Attention.of(stored.group(), seen.now())));
        }
        Map<String, Known> known = before;
        before = after;
        if (known == null) {
            return;
        }
        Change change = change(known, after);
        if (!change.isEmpty()) {
            Event event = new Event(manager + "-" + ++sequence, change);
            remembered.addLast(event);
            if (remembered.size() > REMEMBERED) {
                remembered.removeFirst();
            }
            listeners.forEach(listener -> send(listener, event(event)));
        }
    }

    private static Change change(Map<String, Known> before, Map<String, Known> after) {
        List<String> began = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        after.forEach((id, now) -> {
            Known then = before.get(id);
            if (then == null) {
                began.add(id);
            } else if (!then.equals(now)) {
                changed.add(id);
            }
        });
        before.keySet().stream().filter(id -> !after.containsKey(id)).forEach(ended::add);
        boolean more = began.size() > NAMED || changed.size() > NAMED || ended.size() > NAMED;
        return new Change(first(began), first(changed), first(ended), more);
    }

    private static List<String> first(List<String> ids) {
        return ids.size() <= NAMED ? ids : ids.subList(0, NAMED);
    }

    private static SseEmitter.SseEventBuilder event(Event event) {
        return SseEmitter.event().id(event.id()).name("groups").data(event.change());
    }

    private void send(Listener listener, SseEmitter.SseEventBuilder event) {
        try {
            listener.emitter().send(event);
        } catch (IOException | IllegalStateException e) {
            log.debug("A page went away: {}", e.getMessage());
            listeners.remove(listener);
        }
    }

    /** Ends all streams, so that none keeps the manager from stopping. */
    synchronized void close() {
        listeners.forEach(listener -> listener.emitter().complete());
        listeners.clear();
    }
}
