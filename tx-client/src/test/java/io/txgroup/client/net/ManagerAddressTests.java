package io.txgroup.client.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagerAddressTests {
    @ParameterizedTest
    @ValueSource(strings = {"tx-manager.example:7300", "10.0.0.1:1", "[::1]:65535"})
    void isReadAsItIsWritten(String text) {
        assertThat(ManagerAddress.parse(" " + text + " ")).hasToString(text);
    }

    @Test
    void knowsTheHostWithoutItsBrackets() {
        assertThat(ManagerAddress.parse("[fe80::1]:7300")).isEqualTo(new ManagerAddress("fe80::1", 7300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":7300", "host:", "host:port", "::1:7300", "host:0", "host:65536"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> ManagerAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
