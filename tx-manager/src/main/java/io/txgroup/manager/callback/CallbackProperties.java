package io.txgroup.manager.callback;

import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.protocol.net.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the callback.
 *
 * @param url where it is posted to when a compensation is created and when it ends, for instance
 *     https://hooks.example.com/txgroup; by default nobody is told
 * @param secret what the receiver proves by who has sent it, 16 bytes or more; needed with a URL, and has no default
 * @param unreachable what becomes of lost work when the receiver can't be told of it: proceed repairs it all the same, hold
 *     lets it wait for a person
 * @param allowedHosts hosts that may have private, loopback or link-local addresses; if there are any, the URL's host must be
 *     one of them; by default none, and the URL's host must have public addresses only
 * @param timeout how long one request may take, from looking up the name to the end of the answer
 * @param attempts how many requests one try to tell an event may make, one after the other; how often that is tried is
 *     the policy's tx.manager.compensation.attempts
 * @param backoff pause after the first request that failed; doubles with each further one
 * @param sslBundle name of the bundle (spring.ssl.bundle) with the certificates that the receiver's is checked against; by
 *     default those of this Java
 */
@ConfigurationProperties("tx.manager.callback")
public record CallbackProperties(
        @Nullable String url,
        @Nullable String secret,
        @DefaultValue("proceed") WhenUnreachable unreachable,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("3") int attempts,
        @DefaultValue("500ms") Duration backoff,
        @Nullable String sslBundle) {
    private static final String PREFIX = "tx.manager.callback.";
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(15);
    private static final int MOST_ATTEMPTS = 10;

    /** A try must be over before the next may begin. */
    private static final Duration LONGEST_TRY =
            Duration.ofMillis(Callback.LONGEST_MILLIS).minusSeconds(1);

    public CallbackProperties {
        allowedHosts = allowedHosts.stream().map(CallbackUrl::bare).toList();
        url = url == null || url.isBlank() ? null : url;
        secret = secret == null || secret.isBlank() ? null : secret;
        sslBundle = sslBundle == null || sslBundle.isBlank() ? null : sslBundle;
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(PREFIX + "attempts is " + attempts + ", not 1 to " + MOST_ATTEMPTS);
        }
        check("timeout", timeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
        check("backoff", backoff, Duration.ofMillis(1), RetryRules.LONGEST_PAUSE);
        Duration all = new RetryRules(attempts, backoff).longest(timeout);
        if (all.compareTo(LONGEST_TRY) > 0) {
            throw new IllegalArgumentException(PREFIX + "attempts is " + attempts + ", which with a timeout of "
                    + timeout.toMillis() + " ms and a backoff of " + backoff.toMillis() + " ms takes " + all.toMillis()
                    + " ms, longer than the " + LONGEST_TRY.toMillis()
                    + " ms that there are; set fewer attempts, or a shorter timeout or backoff");
        }
        if (url != null) {
            checkHost(CallbackUrl.of(url), allowedHosts);
            checkSecret(secret);
        }
    }

    private static void check(String name, Duration value, Duration shortest, Duration longest) {
        if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(PREFIX + name + " is " + value.toMillis() + " ms, not "
                    + shortest.toMillis() + " to " + longest.toMillis() + " ms");
        }
    }

    private static void checkHost(CallbackUrl url, List<String> allowedHosts) {
        if (!allowedHosts.isEmpty() && !allowedHosts.contains(url.host())) {
            throw new IllegalArgumentException(CallbackUrl.SETTING + " has the host '" + url.host()
                    + "', which is not one of " + PREFIX + "allowed-hosts, " + allowedHosts
                    + "; add it there, or correct the URL");
        }
    }

    private static void checkSecret(@Nullable String secret) {
        if (secret == null) {
            throw new IllegalArgumentException(CallbackUrl.SETTING + " is set and " + PREFIX
                    + "secret is not, so the receiver could not tell a manager from a stranger; give both the same secret ("
                    + Secret.HOW_TO_MAKE_ONE
                    + "), and keep it out of your repository, for instance in the environment variable"
                    + " TX_MANAGER_CALLBACK_SECRET");
        }
        try {
            var unused = Secret.of(secret);
        } catch (IllegalArgumentException e) {
            // without a cause: Spring Boot shows the innermost message only, and that does not name the setting
            throw new IllegalArgumentException(PREFIX + "secret is too short. " + e.getMessage());
        }
    }

    /** The URL as it may be shown, without its query, which may hold a token; empty if nobody is told. */
    public String shownUrl() {
        return url == null ? "" : CallbackUrl.of(url).toString();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "CallbackProperties[url=" + (url == null ? "none" : shownUrl()) + ", unreachable=" + unreachable
                + ", allowedHosts=" + allowedHosts + ", timeout=" + timeout + ", attempts=" + attempts + "]";
    }
}
