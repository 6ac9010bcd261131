package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who did what, of all managers together: about the last 10,000 entries, and each in the log of its manager. Thread-safe. */
final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final int KEPT = 10_000;
    private static final int LONGEST = 500;
    private static final Pattern ID = Pattern.compile("\\d{1,19}-\\d{1,19}");

    private final AdminRedis redis;

    AuditLog(AdminRedis redis) {
        this.redis = redis;
    }

    /**
     * Something that somebody did.
     *
     * @param id names the entry, and is where the next page begins
     * @param at the store's time
     * @param who the user's name, as given for a login that was refused
     * @param what for instance {@code user.add}
     * @param target to whom or what
     * @param from the address that it came from, as this manager sees it
     * @param detail more, in words for a person
     */
    record Entry(String id, Instant at, String who, String what, String target, String from, String detail) {}

    /** Notes it. Without an answer of the store it is in the log only, and the caller hears of that. */
    void note(String who, String what, String target, @Nullable String from, String detail) {
        Map<String, byte[]> fields = Map.of(
                "who", bytes(who),
                "what", bytes(what),
                "target", bytes(target),
                "from", bytes(from == null ? "" : from),
                "detail", bytes(detail));
        log.info("{} of {} by {} from {} {}", what, printable(target), printable(who), from, printable(detail));
        redis.ask(commands ->
                commands.xadd(redis.key("audit"), XAddArgs.Builder.maxlen(KEPT).approximateTrimming(), fields));
    }

    /** The newest entries before that one, or of all. */
    List<Entry> before(@Nullable String id, int limit) {
        if (id != null && !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("The cursor is not one that this API gave; begin without one");
        }
        Range<String> range =
                id == null ? Range.unbounded() : Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(id));
        return redis.ask(commands -> commands.xrevrange(redis.key("audit"), range, Limit.from(limit))).stream()
                .map(AuditLog::entry)
                .toList();
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
