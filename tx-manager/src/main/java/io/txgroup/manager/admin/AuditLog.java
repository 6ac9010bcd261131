package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, of all managers together: about the last 10,000 entries, and each in the log of its manager. Logins that
 * were refused have 1,000 places of their own, since anybody can make them: they can't push out what somebody did.
 * Thread-safe.
 */
final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final int KEPT = 10_000;
    private static final int REFUSED_KEPT = 1_000;
    private static final int LONGEST = 500;
    private static final Pattern ID = Pattern.compile("\\d{1,19}-\\d{1,19}");

    private final AdminRedis redis;

    AuditLog(AdminRedis redis) {
        this.redis = redis;
    }

    /**
     * Something that somebody did.
     *
     * @param id the store's time of the entry, and where the next page begins
     * @param at the store's time
     * @param who the user's name, as given for a login that was refused
     * @param what for instance {@code user.add}
     * @param target to whom or what
     * @param from the address that it came from, as this manager sees it
     * @param detail more, in words for a person
     */
    record Entry(String id, Instant at, String who, String what, String target, String from, String detail) {}

    /** Notes what has been done. Without an answer of the store it stays in the log only, which says so: done is done. */
    void note(String who, String what, String target, @Nullable String from, String detail) {
        add("audit", KEPT, who, what, target, from, detail);
    }

    /** Notes that a login with that name was refused. */
    void noteRefused(String who, @Nullable String from) {
        add("refused", REFUSED_KEPT, who, "session.refused", who, from, "");
    }

    private void add(
            String stream, int kept, String who, String what, String target, @Nullable String from, String detail) {
        Map<String, byte[]> fields = Map.of(
                "who", bytes(who),
                "what", bytes(what),
                "target", bytes(target),
                "from", bytes(from == null ? "" : from),
                "detail", bytes(detail));
        log.info("{} of {} by {} from {} {}", what, printable(target), printable(who), from, printable(detail));
        try {
            redis.ask(commands -> commands.xadd(
                    redis.key(stream), XAddArgs.Builder.maxlen(kept).approximateTrimming(), fields));
        } catch (AdminUnavailableException e) {
            log.warn(
                    "The audit has no entry of the {} of {} by {}: {}. It was done; this log is the only place that has it",
                    what,
                    printable(target),
                    printable(who),
                    e.getMessage());
        }
    }

    /** The newest entries before that one, or of all; one more than the limit where two are of the same moment. */
    List<Entry> before(@Nullable String id, int limit) {
        if (id != null && !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("The cursor is not one that this API gave; begin without one");
        }
        Range<String> range =
                id == null ? Range.unbounded() : Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(id));
        List<Entry> newest = Stream.concat(read("audit", range, limit), read("refused", range, limit))
                .sorted(NEWEST_FIRST)
                .toList();
        int end = Math.min(limit, newest.size());
        // the next page begins before this one's last moment
        while (end > 0
                && end < newest.size()
                && newest.get(end).id().equals(newest.get(end - 1).id())) {
            end++;
        }
        return newest.subList(0, end);
    }

    private static final Comparator<Entry> NEWEST_FIRST = Comparator.comparing(Entry::at)
            .thenComparing(
                    entry -> Long.parseLong(entry.id().substring(entry.id().indexOf('-') + 1)))
            .reversed();

    private Stream<Entry> read(String stream, Range<String> range, int limit) {
        return redis.ask(commands -> commands.xrevrange(redis.key(stream), range, Limit.from(limit))).stream()
                .map(AuditLog::entry);
    }

    private static Entry entry(StreamMessage<String, byte[]> message) {
        Map<String, byte[]> fields = message.getBody();
        String id = message.getId();
        return new Entry(
                id,
                Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))),
                AdminRedis.text(fields.get("who")),
                AdminRedis.text(fields.get("what")),
                AdminRedis.text(fields.get("target")),
                AdminRedis.text(fields.get("from")),
                AdminRedis.text(fields.get("detail")));
    }

    private static byte[] bytes(String text) {
        return (text.length() <= LONGEST ? text : text.substring(0, LONGEST)).getBytes(UTF_8);
    }

    /** What a stranger sent must not look like a line of the log. */
    private static String printable(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
    }
}
