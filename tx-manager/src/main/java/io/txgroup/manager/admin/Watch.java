package io.txgroup.manager.admin;

import io.txgroup.manager.group.GroupStore.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages what changes: every second, while anybody listens, it compares the groups with those of the second
 * before. A page that comes back with the id of an event that is still remembered hears all since then; any other hears
 * {@code reset} and reads everything again. A browser that does not read holds up nobody, see {@link OpenPage}. Owns the
 * threads that write to the pages. Thread-safe.
 */
final class Watch {
    private static final int LISTENERS = 200;
    private static final int REMEMBERED = 120;
    private static final int FURTHEST_BEHIND = REMEMBERED + 20;
    private static final long THREAD_IDLE_SECONDS = 10;
    private static final int NAMED = 200;
    private static final long HEARTBEAT_NANOS = 15_000_000_000L;
    private static final long LONGEST_NANOS = 300_000_000_000L;

    private final InFlight inFlight;
    private final String manager;
    private final LongSupplier nanoTime;
    private final Supplier<SseEmitter> emitters;
    private final List<OpenPage> pages = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, LISTENERS, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Watch::thread);
    private final Deque<Event> remembered = new ArrayDeque<>();
    private @Nullable Map<String, Known> before;
    private long sequence;
    private long heartbeatAt;
    private boolean closed;

    Watch(InFlight inFlight, String manager, LongSupplier nanoTime) {
        this(inFlight, manager, nanoTime, () -> new SseEmitter(0L));
    }

    Watch(InFlight inFlight, String manager, LongSupplier nanoTime, Supplier<SseEmitter> emitters) {
        this.inFlight = inFlight;
        this.emitters = emitters;
        this.manager = manager;
        this.nanoTime = nanoTime;
        this.heartbeatAt = nanoTime.getAsLong();
    }

    private static Thread thread(Runnable task) {
        Thread made = new Thread(task, "tx-admin-page");
        made.setDaemon(true);
        return made;
    }

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
    SseEmitter open(@Nullable String lastEventId) {
        // asked for before the lock is taken, like that of tick: nobody waits for the store with it
        InFlight.Picture now = inFlight.picture();
        synchronized (this) {
            if (closed) {
                throw unavailable("This manager is being stopped; another one tells what changes");
            }
            if (pages.size() >= LISTENERS) {
                throw unavailable(LISTENERS
                        + " pages listen to this manager already; this one reads again every ten seconds instead");
            }
            if (pages.isEmpty()) {
                before = null;
                remembered.clear();
                // what begins from now on is news, also if the page reads before the next look
                compare(now);
            }
            return added(lastEventId).emitter();
        }
    }

    private static Problem unavailable(String why) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", why);
    }

    private OpenPage added(@Nullable String lastEventId) {
        SseEmitter emitter = emitters.get();
        OpenPage page = new OpenPage(emitter, threads, FURTHEST_BEHIND, nanoTime.getAsLong());
        Runnable left = () -> {
            page.left();
            pages.remove(page);
        };
        emitter.onCompletion(left);
        emitter.onError(broken -> left.run());
        pages.add(page);
        List<Event> missed = missed(lastEventId);
        page.tell(SseEmitter.event().name(missed == null ? "reset" : "hello").data(Map.of("manager", manager)));
        if (missed != null) {
            missed.forEach(event -> page.tell(event(event)));
        }
        return page;
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
    void tick() {
        if (isAnybodyThere()) {
            look(inFlight.picture());
        }
    }

    private synchronized boolean isAnybodyThere() {
        long now = nanoTime.getAsLong();
        for (OpenPage page : pages) {
            if (now - page.since() > LONGEST_NANOS) {
                page.end();
            }
        }
        pages.removeIf(page -> !page.isOpen());
        if (pages.isEmpty()) {
            before = null;
        }
        return !pages.isEmpty();
    }

    private synchronized void look(InFlight.Picture picture) {
        compare(picture);
        long now = nanoTime.getAsLong();
        if (now - heartbeatAt > HEARTBEAT_NANOS) {
            heartbeatAt = now;
            pages.forEach(page -> page.tell(SseEmitter.event().comment("still here")));
        }
    }

    private void compare(InFlight.Picture picture) {
        Map<String, Known> after = new HashMap<>();
        for (InFlight.Seen seen : picture.groups()) {
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
            pages.forEach(page -> page.tell(event(event)));
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

    /** Ends all streams, so that none keeps the manager from stopping. */
    synchronized void close() {
        closed = true;
        pages.forEach(OpenPage::end);
        pages.clear();
        threads.shutdown();
    }
}
