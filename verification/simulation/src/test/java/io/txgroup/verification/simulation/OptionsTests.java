package io.txgroup.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTests {
    @Test
    void runsTwoThousandSeedsUnlessToldOtherwise() {
        Options options = Options.parse(List.of());

        assertThat(options.seeds()).isEqualTo(2_000);
        assertThat(options.seed()).isZero();
        assertThat(options.mutants()).isFalse();
    }

    @Test
    void takesSeedsMutantsAndThreads() {
        Options options = Options.parse(List.of("--seeds", "10", "--mutants", "--threads", "3"));

        assertThat(options.seeds()).isEqualTo(10);
        assertThat(options.mutants()).isTrue();
        assertThat(options.threads()).isEqualTo(3);
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--sed", "1")))
                .withMessageContaining("--sed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--seeds", "many")))
                .withMessageContaining("many");
        assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--seed")));
    }
}
