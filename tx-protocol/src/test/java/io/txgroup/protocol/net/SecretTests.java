package io.txgroup.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretTests {
    private static final Secret LONG_ENOUGH = Secret.of("sixteen bytes ok");

    @Test
    void isAtLeastSixteenBytes() {
        assertThatThrownBy(() -> Secret.of("fifteen bytes..\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A secret has at least 16 bytes, not 15; make one with: openssl rand -base64 32");
    }

    @Test
    void neverShowsItself() {
        assertThat(LONG_ENOUGH.toString()).isEqualTo("a secret");
        assertThat(new ServiceSecrets(Map.of("order", List.of(LONG_ENOUGH))).toString())
                .isEqualTo("secrets of [order]");
    }

    @Test
    void isNeededByAManager() {
        assertThatThrownBy(() -> new ServiceSecrets(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void mayHaveOneSuccessorButNotTwo() {
        assertThatThrownBy(() -> new ServiceSecrets(Map.of("order", List.of(LONG_ENOUGH, LONG_ENOUGH, LONG_ENOUGH))))
                .hasMessageContaining("Service 'order' has 3 secrets");
        assertThatThrownBy(() -> new ServiceSecrets(Map.of("order", List.of())))
                .hasMessageContaining("Service 'order' has 0 secrets");
    }

    @Test
    void isLookedForTwiceWhetherTheServiceIsKnownOrNot() {
        ServiceSecrets secrets = new ServiceSecrets(Map.of("order", List.of(LONG_ENOUGH)));

        assertThat(secrets.validFor("order")).hasSize(2).doesNotHaveDuplicates().contains(LONG_ENOUGH);
        assertThat(secrets.validFor("nobody"))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .doesNotContain(LONG_ENOUGH);
    }
}
