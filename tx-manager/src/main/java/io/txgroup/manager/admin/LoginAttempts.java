package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts the wrong passwords for a name, at all managers together. A try is counted before its password is looked at, so
 * that many at once are no way around. Thread-safe.
 */
final class LoginAttempts {
    static final int ALLOWED = 5;
    static final Duration WITHIN = Duration.ofMinutes(1);

    /** KEYS attempts; ARGV the time in milliseconds. Answers how many there were, and for how long they count. */
    private static final String COUNT =
            """
            local n = redis.call('INCR', KEYS[1])
            if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
            return {n, redis.call('PTTL', KEYS[1])}
            """;

    private final AdminRedis redis;

    LoginAttempts(AdminRedis redis) {
        this.redis = redis;
    }

    /** Counts one; if it is one too many, how long nobody may try this name. */
    Optional<Duration> refused(String name) {
        var counted = redis.run(COUNT, List.of(key(name)), Long.toString(WITHIN.toMillis()));
        long left = Math.max(AdminRedis.number(counted.get(1)), 1_000);
        return AdminRedis.number(counted.get(0)) > ALLOWED ? Optional.of(Duration.ofMillis(left)) : Optional.empty();
    }

    /** The password was right: earlier mistakes don't count. */
    void forget(String name) {
        redis.ask(commands -> commands.del(key(name)));
    }

    private String key(String name) {
        return redis.hashedKey("attempts", name.getBytes(UTF_8));
    }
}
