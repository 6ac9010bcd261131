package io.txgroup.verification.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTests {
    @Test
    void quickIsShorter() {
        Options quick = Options.parse("--quick");
        Options whole = Options.parse();

        assertThat(quick.rounds() * quick.round().toSeconds())
                .isLessThan(whole.rounds() * whole.round().toSeconds());
        assertThat(whole.recordings()).isNull();
    }

    @Test
    void takesSeedAndFiles() {
        Options options = Options.parse(
                "--callers", "8,16", "--seed", "7", "--out", "figures.json", "--record", "/var/recordings");

        assertThat(options.callers()).containsExactly(8, 16);
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.out()).isEqualTo(Path.of("figures.json"));
        assertThat(options.recordings()).isEqualTo(Path.of("/var/recordings"));
    }

    @Test
    void comparesGroupsWithNoneOrWithRedisInThemToGroupsWithout() {
        assertThat(Options.parse().ways()).containsExactly(Way.NONE, Way.OURS);
        assertThat(Options.parse().out()).hasFileName("bench.json");

        Options redis = Options.parse("--redis-groups", "--quick");
        assertThat(redis.ways()).containsExactly(Way.OURS, Way.REDIS);
        assertThat(redis.out()).hasFileName("bench-redis.json");
    }

    @Test
    void saysWhatIsWrongAndHowItIsCalled() {
        assertThatThrownBy(() -> Options.parse("--quik"))
                .hasMessageContaining("--quik")
                .hasMessageContaining("--quick");
        assertThatThrownBy(() -> Options.parse("--seed")).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> Options.parse("--seed", "x")).hasMessageContaining("not 'x'");
    }
}
