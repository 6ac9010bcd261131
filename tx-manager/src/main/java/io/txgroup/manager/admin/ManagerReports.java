package io.txgroup.manager.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What each manager last said of itself, in Redis, so that any of them can tell of all. One that stopped saying so is
 * silent, and forgotten after an hour; one that was stopped is forgotten at once. Thread-safe.
 */
final class ManagerReports {
    static final long SILENT_MILLIS = 15_000;
    private static final long FORGOTTEN_MILLIS = 3_600_000;

    /** KEYS managers; ARGV name, json. */
    private static final String NOTE =
            """
            local t = redis.call('TIME')
            redis.call('HSET', KEYS[1], ARGV[1],
                string.format('%.0f', t[1] * 1000 + math.floor(t[2] / 1000)) .. ' ' .. ARGV[2])
            return {1}
            """;

    /** KEYS managers; ARGV after how long one is forgotten. Answers the time, then the values. */
    private static final String READ =
            """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local answer = {now}
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local at = tonumber(string.match(all[i + 1], '^%d+') or '0')
              if now - at > tonumber(ARGV[1]) then redis.call('HDEL', KEYS[1], all[i])
              else answer[#answer + 1] = all[i + 1] end
            end
            return answer
            """;

    private final AdminRedis redis;
    private final JsonMapper json;

    ManagerReports(AdminRedis redis, JsonMapper json) {
        this.redis = redis;
        this.json = json;
    }

    /**
     * What a manager says of itself.
     *
     * @param address where services connect
     * @param startedAt by its own clock
     * @param groupsAtHand groups of which it has a copy
     * @param storeTrouble why it can't reach the store; empty if it can
     * @param processes the processes that are connected to it
     */
    record Report(
            String name,
            String version,
            String address,
            Instant startedAt,
            int groupsAtHand,
            String storeTrouble,
            List<Peer> processes) {
        Report {
            processes = List.copyOf(processes);
        }
    }

    /** A process that is connected. */
    record Peer(String service, String instance, String process) {}

    /**
     * A report, and when the store got it.
     *
     * @param silent whether that is too long ago for a manager that runs
     */
    record Noted(Report report, Instant at, boolean silent) {}

    void note(Report report) {
        redis.run(NOTE, List.of(redis.key("managers")), report.name(), json.writeValueAsString(report));
    }

    /** The manager of that name is stopped: it is not silent, it is gone. */
    void forget(String name) {
        redis.ask(commands -> commands.hdel(redis.key("managers"), name));
    }

    /** All of them, by name. */
    List<Noted> all() {
        List<@Nullable Object> answer =
                redis.run(READ, List.of(redis.key("managers")), Long.toString(FORGOTTEN_MILLIS));
        long now = AdminRedis.number(answer.get(0));
        List<Noted> all = new ArrayList<>();
        for (Object value : answer.subList(1, answer.size())) {
            String text = AdminRedis.text(value);
            int blank = text.indexOf(' ');
            long at = Long.parseLong(text.substring(0, blank));
            all.add(new Noted(
                    json.readValue(text.substring(blank + 1), Report.class),
                    Instant.ofEpochMilli(at),
                    now - at > SILENT_MILLIS));
        }
        all.sort(Comparator.comparing(noted -> noted.report().name()));
        return all;
    }
}
