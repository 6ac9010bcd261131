package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txgroup.manager.group.Group;
import io.txgroup.manager.group.GroupStore;
import io.txgroup.manager.group.GroupStore.Listed;
import io.txgroup.manager.group.GroupStore.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the groups that are not over from the store, shard by shard, so that any manager gives the same answer. It reads
 * at most some thousand records for one request, and the same picture, or the same failure, for all who ask within a second:
 * one of them asks the store, the others wait for him, in bounded time. Thread-safe.
 */
final class InFlight {
    private static final int READ_AT_ONCE = 100;
    private static final int READINGS = 25;
    private static final int IN_PICTURE = 2_000;
    private static final long PICTURE_NANOS = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,3}):(\\d{0,20})");

    private final GroupStore store;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable Picture last;
    private @Nullable AdminUnavailableException lastFailure;
    private long lastNanos;

    InFlight(GroupStore store, LongSupplier nanoTime) {
        this(store, nanoTime, PATIENCE);
    }

    InFlight(GroupStore store, LongSupplier nanoTime, Duration patience) {
        this.store = store;
        this.nanoTime = nanoTime;
        this.patience = patience;
    }

    /** A group and the store's time when it was read. */
    record Seen(Stored stored, long now) {
        GroupSummary summary() {
            return GroupSummary.of(stored.group(), now);
        }
    }

    /**
     * A part of the groups.
     *
     * @param items newest first; fewer than wanted, even none, doesn't mean that there are no more
     * @param next where the next page begins; null after the last
     */
    record Page(List<Seen> items, @Nullable String next) {}

    /**
     * The groups of a moment.
     *
     * @param complete whether these are all; with very many they are only the first that were found
     */
    record Picture(List<Seen> groups, boolean complete) {}

    /** Groups that pass the filter, about as many as wanted. */
    Page page(@Nullable String cursor, int wanted, Predicate<Group> filter) {
        Position at = cursor == null ? new Position(0, "") : position(cursor);
        Map<String, Seen> found = new LinkedHashMap<>();
        for (int reading = 0; reading < READINGS && found.size() < wanted && at.shard() < store.shards(); reading++) {
            at = read(at, found, filter);
        }
        List<Seen> items = new ArrayList<>(found.values());
        items.sort(NEWEST_FIRST);
        return new Page(items, at.shard() < store.shards() ? at.cursor() : null);
    }

    private static final Comparator<Seen> NEWEST_FIRST =
            Comparator.comparing((Seen seen) -> seen.stored().group().id().toString(), Comparator.reverseOrder());

    private Position read(Position at, Map<String, Seen> found, Predicate<Group> filter) {
        Listed listed = AdminRedis.await(store.list(at.shard(), at.inShard(), READ_AT_ONCE));
        for (Stored stored : listed.groups()) {
            if (filter.test(stored.group())) {
                found.put(stored.group().id().toString(), new Seen(stored, listed.time()));
            }
        }
        return listed.next().isEmpty() ? new Position(at.shard() + 1, "") : new Position(at.shard(), listed.next());
    }

    /**
     * All groups, or the first thousands of them; a second old at most.
     *
     * @throws AdminUnavailableException if the store does not answer, or did not within the last second
     */
    Picture picture() {
        try {
            if (!reading.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AdminUnavailableException("Somebody else's look at all groups has not ended within "
                        + patience.toMillis() + " ms; the managers' Redis is slow");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminUnavailableException("This manager is being stopped", e);
        }
        try {
            return lastOrNext();
        } finally {
            reading.unlock();
        }
    }

    private Picture lastOrNext() {
        long now = nanoTime.getAsLong();
        if (now - lastNanos < PICTURE_NANOS) {
            AdminUnavailableException failure = lastFailure;
            if (failure != null) {
                throw new AdminUnavailableException(String.valueOf(failure.getMessage()), failure);
            }
            Picture known = last;
            if (known != null) {
                return known;
            }
        }
        try {
            Picture picture = read();
            last = picture;
            lastFailure = null;
            lastNanos = now;
            return picture;
        } catch (AdminUnavailableException e) {
            lastFailure = e;
            lastNanos = nanoTime.getAsLong();
            throw e;
        }
    }

    private Picture read() {
        Map<String, Seen> found = new LinkedHashMap<>();
        Position at = new Position(0, "");
        while (at.shard() < store.shards() && found.size() < IN_PICTURE) {
            at = read(at, found, group -> true);
        }
        List<Seen> groups = new ArrayList<>(found.values());
        groups.sort(NEWEST_FIRST);
        return new Picture(List.copyOf(groups), at.shard() >= store.shards());
    }

    private record Position(int shard, String inShard) {
        String cursor() {
            return Base64.getUrlEncoder().withoutPadding().encodeToString((shard + ":" + inShard).getBytes(UTF_8));
        }
    }

    private Position position(String cursor) {
        try {
            Matcher found = CURSOR.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
            if (found.matches() && Integer.parseInt(found.group(1)) < store.shards()) {
                return new Position(Integer.parseInt(found.group(1)), found.group(2));
            }
        } catch (IllegalArgumentException e) {
            throw notOurs(e);
        }
        throw notOurs(null);
    }

    private static IllegalArgumentException notOurs(@Nullable Throwable cause) {
        return new IllegalArgumentException("The cursor is not one that this API gave; begin without one", cause);
    }
}
