package io.txgroup.manager.compensation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyOverrideTests {
    @Test
    void leavesToTheSettingsWhatItDoesNotSay() {
        CompensationPolicy settings =
                new CompensationPolicy(true, 3, Duration.ofSeconds(5), WhenUnreachable.PROCEED, Duration.ofDays(7));
        assertThat(new PolicyOverride(null, 9, null, WhenUnreachable.HOLD, null).over(settings))
                .isEqualTo(new CompensationPolicy(
                        true, 9, Duration.ofSeconds(5), WhenUnreachable.HOLD, Duration.ofDays(7)));
        assertThat(PolicyOverride.MANUAL.over(settings).enabled()).isFalse();
    }

    @Test
    void saysSomethingWithinTheBounds() {
        assertThatThrownBy(() -> new PolicyOverride(null, null, null, null, null))
                .hasMessageContaining("says nothing of its own");
        assertThatThrownBy(() -> new PolicyOverride(null, 101, null, null, null))
                .hasMessageContaining("101");
        assertThatThrownBy(() -> new PolicyOverride(null, null, Duration.ofHours(2), null, null))
                .hasMessageContaining("backoff");
        assertThatThrownBy(() -> new PolicyOverride(null, null, null, null, Duration.ofDays(367)))
                .hasMessageContaining("retention");
    }
}
