package io.txgroup.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryRulesTests {
    @Test
    void doublesThePauseUpToAMinuteAndEndsWithTheLastAttempt() {
        RetryRules rules = new RetryRules(9, Duration.ofSeconds(1));
        assertThat(IntStream.rangeClosed(1, 9)
                        .mapToObj(rules::pauseAfter)
                        .flatMap(Optional::stream)
                        .map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void triesOnceIfThatIsAll() {
        assertThat(new RetryRules(1, Duration.ofSeconds(1)).pauseAfter(1)).isEmpty();
    }

    @Test
    void staysAtAMinuteHoweverOftenItFails() {
        assertThat(new RetryRules(Integer.MAX_VALUE, Duration.ofMinutes(1)).pauseAfter(1_000_000))
                .contains(RetryRules.LONGEST_PAUSE);
    }
}
