package io.txgroup.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbackPropertiesTests {
    private static final String SECRET = "only for this test: 0123456789abcdef";

    @Test
    void needsNothingWithoutAUrl() {
        assertThat(properties(null, null, List.of()).url()).isNull();
        assertThat(properties("", " ", List.of()).url()).isNull();
    }

    @Test
    void saysWhatToSetWhenTheSecretIsMissingOrTooShort() {
        assertThatThrownBy(() -> properties("https://hooks.example.com/", null, List.of()))
                .hasMessageContaining("tx.manager.callback.url is set and tx.manager.callback.secret is not")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageContaining("TX_MANAGER_CALLBACK_SECRET");
        assertThatThrownBy(() -> properties("https://hooks.example.com/", "short", List.of()))
                .hasMessageContaining("tx.manager.callback.secret is too short")
                .hasMessageContaining("not 5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    hooks.example.com            | does not begin with https://
                    ftp://hooks.example.com      | does not begin with https://
                    file:///etc/passwd           | does not begin with https://
                    https:///path                | names no host
                    https://under_score/         | names no host
                    https://me:pw@example.com/   | holds a name or password
                    https://example.com/#x       | has a fragment
                    https://example.com:0/       | port 0 is not 1 to 65535
                    https://example.com:65536/   | port 65536 is not 1 to 65535
                    https://exa mple.com/        | at character
                    """)
    void refusesAUrlThatCantBePostedTo(String url, String why) {
        assertThatThrownBy(() -> properties(url, SECRET, List.of()))
                .hasMessageStartingWith("tx.manager.callback.url is '")
                .hasMessageContaining(why)
                .hasMessageNotContaining("me:pw");
    }

    @Test
    void readsHostPortAndPath() {
        assertThat(CallbackUrl.of("https://Hooks.Example.com"))
                .isEqualTo(new CallbackUrl(true, "hooks.example.com", 443, "/"));
        assertThat(CallbackUrl.of("http://[::1]:8080/a?b=c d".replace(" ", "%20")))
                .isEqualTo(new CallbackUrl(false, "::1", 8080, "/a?b=c%20d"));
        assertThat(CallbackUrl.of("http://[::1]:8080/a").authority()).isEqualTo("[::1]:8080");
        assertThat(CallbackUrl.of("https://example.com:443/ü").path()).isEqualTo("/%C3%BC");
        assertThat(CallbackUrl.of("https://example.com:443/").authority()).isEqualTo("example.com");
    }

    @Test
    void wantsTheHostAmongThoseThatAreAllowed() {
        assertThatThrownBy(() -> properties("https://a.example.com/", SECRET, List.of("b.example.com")))
                .hasMessageContaining("has the host 'a.example.com', which is not one of")
                .hasMessageContaining("[b.example.com]");
        assertThat(properties("https://A.example.com/", SECRET, List.of("a.EXAMPLE.com"))
                        .allowedHosts())
                .containsExactly("a.example.com");
        assertThat(properties("http://[::1]/", SECRET, List.of("[::1]")).allowedHosts())
                .containsExactly("::1");
    }

    @Test
    void refusesNumbersOutOfBounds() {
        assertThatThrownBy(() -> numbers(Duration.ofMillis(99), 3, Duration.ofSeconds(1)))
                .hasMessage("tx.manager.callback.timeout is 99 ms, not 100 to 15000 ms");
        assertThatThrownBy(() -> numbers(Duration.ofSeconds(5), 0, Duration.ofSeconds(1)))
                .hasMessage("tx.manager.callback.attempts is 0, not 1 to 10");
        assertThatThrownBy(() -> numbers(Duration.ofSeconds(5), 3, Duration.ZERO))
                .hasMessage("tx.manager.callback.backoff is 0 ms, not 1 to 10000 ms");
        assertThatThrownBy(() -> numbers(Duration.ofSeconds(5), 4, Duration.ofMillis(500)))
                .hasMessageContaining(
                        "attempts is 4, which with a timeout of 5000 ms and a backoff of 500 ms takes 23500 ms")
                .hasMessageContaining("longer than the 19000 ms that there are");
    }

    @Test
    void tellsNoSecretAndNoQuery() {
        assertThat(properties("https://example.com/hook?token=hush", SECRET, List.of())
                        .toString())
                .contains("https://example.com/hook")
                .doesNotContain(SECRET)
                .doesNotContain("hush");
    }

    private static CallbackProperties properties(
            @Nullable String url, @Nullable String secret, List<String> allowedHosts) {
        return new CallbackProperties(
                url,
                secret,
                WhenUnreachable.PROCEED,
                allowedHosts,
                Duration.ofSeconds(5),
                3,
                Duration.ofMillis(500),
                null);
    }

    private static CallbackProperties numbers(Duration timeout, int attempts, Duration backoff) {
        return new CallbackProperties(null, null, WhenUnreachable.HOLD, List.of(), timeout, attempts, backoff, null);
    }
}
