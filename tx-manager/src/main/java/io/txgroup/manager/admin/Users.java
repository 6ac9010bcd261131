package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Those who may log in, in Redis. Every change is a compare-and-set on the user's version, and one that would leave nobody
 * who is an OPERATOR is refused as {@code last-operator}: in the same step, so that two can't take each other's role away.
 * Thread-safe.
 */
final class Users implements UserDetailsService {
    /** KEYS users; ARGV name, expected version or empty, new value or empty. Answers 0 beaten, 1 done, 2 the last operator. */
    private static final String REPLACE =
            """
            local old = redis.call('HGET', KEYS[1], ARGV[1]) or ''
            if (string.match(old, '^%d+') or '') ~= ARGV[2] then return {0} end
            local function operates(user)
              return user ~= '' and cjson.decode(string.match(user, ' (.*)$')).role == 'OPERATOR'
            end
            if operates(old) and not operates(ARGV[3]) then
              local others = 0
              local all = redis.call('HGETALL', KEYS[1])
              for i = 1, #all, 2 do
                if all[i] ~= ARGV[1] and operates(all[i + 1]) then others = others + 1 end
              end
              if others == 0 then return {2} end
            end
            if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
            else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
            return {1}
            """;

    private final AdminRedis redis;
    private final JsonMapper json;

    Users(AdminRedis redis, JsonMapper json) {
        this.redis = redis;
        this.json = json;
    }

    String key() {
        return redis.key("users");
    }

    /** All of them, by name. */
    List<User> all() {
        return redis.ask(commands -> commands.hgetall(key())).values().stream()
                .map(bytes -> read(new String(bytes, UTF_8)))
                .sorted(Comparator.comparing(User::name))
                .toList();
    }

    Optional<User> find(String name) {
        byte[] found = redis.ask(commands -> commands.hget(key(), name));
        return Optional.ofNullable(found).map(bytes -> read(new String(bytes, UTF_8)));
    }

    /** The user that a value says. */
    User read(String value) {
        return json.readValue(value.substring(value.indexOf(' ') + 1), User.class);
    }

    /** Whether the user was not there and is now. */
    boolean add(User user) {
        return replace(user.name(), null, user);
    }

    /**
     * Whether the user was as given and is now as given; false if somebody was quicker.
     *
     * @throws Problem {@code last-operator}
     */
    boolean replace(User before, User after) {
        return replace(before.name(), before, after);
    }

    /**
     * Whether the user was as given and is gone now.
     *
     * @throws Problem {@code last-operator}
     */
    boolean remove(User before) {
        return replace(before.name(), before, null);
    }

    private boolean replace(String name, @Nullable User before, @Nullable User after) {
        String expected = before == null ? "" : Long.toString(before.version());
        String value = after == null ? "" : after.version() + " " + json.writeValueAsString(after);
        long done = AdminRedis.number(
                redis.run(REPLACE, List.of(key()), name, expected, value).get(0));
        if (done == 2) {
            throw Problem.of(
                    HttpStatus.CONFLICT, "last-operator", name + " is the only OPERATOR; make somebody else one first");
        }
        return done == 1;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        User user = User.isName(name)
                ? find(name).orElseThrow(() -> new UsernameNotFoundException("nobody of that name"))
                : nobody();
        return org.springframework.security.core.userdetails.User.withUsername(user.name())
                .password(user.password())
                .authorities(List.of())
                .build();
    }

    private static User nobody() {
        throw new UsernameNotFoundException("nobody can have that name");
    }
}
