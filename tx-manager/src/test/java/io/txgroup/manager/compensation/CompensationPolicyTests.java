package io.txgroup.manager.compensation;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompensationPolicyTests {
    @Test
    void takesTheMostCarefulOfTwo() {
        CompensationPolicy eager =
                new CompensationPolicy(true, 2, Duration.ofSeconds(1), WhenUnreachable.PROCEED, Duration.ofDays(30));
        CompensationPolicy careful =
                new CompensationPolicy(false, 5, Duration.ofSeconds(9), WhenUnreachable.HOLD, Duration.ofDays(1));

        CompensationPolicy both =
                new CompensationPolicy(false, 5, Duration.ofSeconds(9), WhenUnreachable.HOLD, Duration.ofDays(30));
        assertThat(eager.withCareOf(careful)).isEqualTo(both);
        assertThat(careful.withCareOf(eager)).isEqualTo(both);
    }
}
