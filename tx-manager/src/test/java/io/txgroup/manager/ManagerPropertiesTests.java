package io.txgroup.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.manager.store.GateLevel;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManagerPropertiesTests {
    @Test
    void servicesAreToldTheBalancersAddressOrElseWhereTheManagerListens() {
        assertThat(properties("127.0.0.1", "tx.example.com:7300").reachableAt(1, () -> "x"))
                .isEqualTo("tx.example.com:7300");
        assertThat(properties("10.0.0.1", null).reachableAt(7300, () -> "x")).isEqualTo("10.0.0.1:7300");
        assertThat(properties("0.0.0.0", null).reachableAt(7300, () -> "10.0.0.7"))
                .isEqualTo("10.0.0.7:7300");
        assertThat(properties("::", null).reachableAt(7300, () -> "fd00::7")).isEqualTo("[fd00::7]:7300");
    }

    @Test
    void refusesAPublicAddressWithoutAPortAndADrainThatNeverEnds() {
        assertThatThrownBy(() -> properties("127.0.0.1", "tx.example.com"))
                .hasMessageContaining("tx.manager.public-address is 'tx.example.com'");
        assertThatThrownBy(() -> properties("127.0.0.1", null, Duration.ofMinutes(6)))
                .hasMessageContaining("360000 ms, not 0 to 300000 ms");
        assertThatThrownBy(() -> properties("127.0.0.1", null, Duration.ofMillis(-1)))
                .hasMessageContaining("tx.manager.drain-timeout");
    }

    @Test
    void takesAnAddressOfThePagesForLinks() {
        Duration drain = Duration.ofSeconds(5);
        assertThat(properties("127.0.0.1", null, drain, " https://tx.example.com/admin/ ")
                        .adminUrl())
                .isEqualTo("https://tx.example.com/admin/");
        assertThat(properties("127.0.0.1", null, drain, "").adminUrl()).isNull();
        assertThatThrownBy(() -> properties("127.0.0.1", null, drain, "javascript:alert(1)"))
                .hasMessageContaining("tx.manager.admin-url is 'javascript:alert(1)'");
    }

    private static ManagerProperties properties(String host, String publicAddress) {
        return properties(host, publicAddress, Duration.ofSeconds(5));
    }

    private static ManagerProperties properties(String host, String publicAddress, Duration drain) {
        return properties(host, publicAddress, drain, null);
    }

    private static ManagerProperties properties(
            String host, @Nullable String publicAddress, Duration drain, @Nullable String adminUrl) {
        return new ManagerProperties(
                host, 7300, null, Map.of(), 8, "txm", GateLevel.AUTO, publicAddress, drain, adminUrl, null);
    }
}
