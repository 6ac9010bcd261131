package io.txgroup.manager.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.WebUtils;

/**
 * Who is logged in, for all managers together: the browser has a random token in a cookie that scripts can't read, Redis
 * its hash. A session ends half an hour after the last request, twelve hours after the login, with a logout, and as soon
 * as its user is removed or has another password. Thread-safe.
 */
final class Sessions implements SecurityContextRepository {
    static final String COOKIE = "TXSESSION";
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(12);

    /** KEYS session users; ARGV idle. Answers the mark of the password at login and the user as he is now. */
    private static final String USE =
            """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local s = redis.call('HMGET', KEYS[1], 'user', 'mark', 'until')
            if not s[1] then return {} end
            local left = tonumber(s[3]) - now
            if left <= 0 then return {} end
            redis.call('PEXPIRE', KEYS[1], math.min(left, tonumber(ARGV[1])))
            return {s[2], redis.call('HGET', KEYS[2], s[1])}
            """;

    /** KEYS session; ARGV user, mark, longest, idle. */
    private static final String OPEN =
            """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            redis.call('HSET', KEYS[1], 'user', ARGV[1], 'mark', ARGV[2],
                'until', string.format('%.0f', now + tonumber(ARGV[3])))
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            return {1}
            """;

    private final AdminRedis redis;
    private final Users users;
    private final Passwords passwords;

    Sessions(AdminRedis redis, Users users, Passwords passwords) {
        this.redis = redis;
        this.users = users;
        this.passwords = passwords;
    }

    /** Begins a session of that user with this browser. */
    void open(User user, HttpServletRequest request, HttpServletResponse response) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(passwords.token());
        redis.run(
                OPEN,
                List.of(key(token)),
                user.name(),
                user.mark(),
                Long.toString(LONGEST.toMillis()),
                Long.toString(IDLE.toMillis()));
        response.addHeader(
                HttpHeaders.SET_COOKIE, cookie(request, token, LONGEST).toString());
    }

    /** Ends the session of this browser. */
    void close(HttpServletRequest request, HttpServletResponse response) {
        token(request).ifPresent(token -> redis.ask(commands -> commands.del(key(token))));
        response.addHeader(
                HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO).toString());
    }

    private static ResponseCookie cookie(HttpServletRequest request, String token, Duration age) {
        return ResponseCookie.from(COOKIE, token)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Strict")
                .path("/")
                .maxAge(age)
                .build();
    }

    private String key(String token) {
        return redis.hashedKey("session", token.getBytes(UTF_8));
    }

    private static Optional<String> token(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        return Optional.ofNullable(cookie).map(Cookie::getValue).filter(token -> token.length() == 43);
    }

    private Optional<User> user(HttpServletRequest request) {
        Optional<String> token = token(request);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        List<@Nullable Object> found =
                redis.run(USE, List.of(key(token.get()), users.key()), Long.toString(IDLE.toMillis()));
        if (found.size() < 2 || found.get(1) == null) {
            return Optional.empty();
        }
        User user = users.read(AdminRedis.text(found.get(1)));
        return user.mark().equals(AdminRedis.text(found.get(0))) ? Optional.of(user) : Optional.empty();
    }

    private SecurityContext context(HttpServletRequest request) {
        return user(request)
                .<SecurityContext>map(user -> new SecurityContextImpl(
                        UsernamePasswordAuthenticationToken.authenticated(user.name(), null, authorities(user))))
                .orElseGet(SecurityContextImpl::new);
    }

    private static List<GrantedAuthority> authorities(User user) {
        return Role.of(user.role())
                .<List<GrantedAuthority>>map(role -> role == Role.OPERATOR
                        ? List.of(authority(Role.OPERATOR), authority(Role.VIEWER))
                        : List.of(authority(role)))
                .orElse(List.of());
    }

    private static GrantedAuthority authority(Role role) {
        return new SimpleGrantedAuthority("ROLE_" + role);
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        Supplier<SecurityContext> once = SingletonSupplier.of(() -> context(request));
        return new DeferredSecurityContext() {
            @Override
            public SecurityContext get() {
                return once.get();
            }

            @Override
            public boolean isGenerated() {
                return once.get().getAuthentication() == null;
            }
        };
    }

    /** Spring Security still wants it, and calls the one above. */
    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return context(holder.getRequest());
    }

    /** Only a login begins a session. */
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return token(request).isPresent();
    }
}
