package io.txgroup.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryRulesTests {
    @Test
    void doublesThePauseUpToALimitAndEndsWithTheLastRequest() {
        RetryRules rules = new RetryRules(7, Duration.ofSeconds(1));
        assertThat(IntStream.rangeClosed(1, 7)
                        .mapToObj(rules::pauseAfter)
                        .flatMap(Optional::stream)
                        .map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void triesOnceIfThatIsAll() {
        assertThat(new RetryRules(1, Duration.ofSeconds(1)).pauseAfter(1)).isEmpty();
    }

    @Test
    void staysAtTheLimitHoweverOftenItFails() {
        assertThat(new RetryRules(Integer.MAX_VALUE, Duration.ofSeconds(9)).pauseAfter(1_000_000))
                .contains(RetryRules.LONGEST_PAUSE);
    }

    @Test
    void knowsHowLongAllRequestsTakeAtMost() {
        assertThat(new RetryRules(3, Duration.ofMillis(500)).longest(Duration.ofSeconds(5)))
                .isEqualTo(Duration.ofMillis(16_500));
        assertThat(new RetryRules(1, Duration.ofSeconds(9)).longest(Duration.ofSeconds(5)))
                .isEqualTo(Duration.ofSeconds(5));
    }
}
