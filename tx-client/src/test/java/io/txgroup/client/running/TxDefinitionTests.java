package io.txgroup.client.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxPropagation;
import io.txgroup.protocol.Compensation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TxDefinitionTests {
    @Test
    void everyThrowableRollsBackByDefault() {
        TxDefinition definition = definition(List.of(), List.of());

        assertThat(definition.rollsBackOn(new IOException())).isTrue();
        assertThat(definition.rollsBackOn(new IllegalStateException())).isTrue();
        assertThat(definition.rollsBackOn(new AssertionError())).isTrue();
    }

    @Test
    void theNearestNamedTypeDecides() {
        TxDefinition definition = definition(List.of(FileNotFoundException.class), List.of(IOException.class));

        assertThat(definition.rollsBackOn(new IOException())).isFalse();
        assertThat(definition.rollsBackOn(new FileNotFoundException())).isTrue();
        assertThat(definition.rollsBackOn(new IllegalStateException())).isTrue();
    }

    @Test
    void noTimeoutIsNotATimeout() {
        assertThatThrownBy(() -> TxDefinition.labelled("a.b").withTimeout(Duration.ZERO))
                .hasMessageContaining("timeout of a.b");
    }

    private static TxDefinition definition(
            List<Class<? extends Throwable>> rollbackFor, List<Class<? extends Throwable>> noRollbackFor) {
        return new TxDefinition(
                "a.b", TxPropagation.REQUIRED, false, null, rollbackFor, noRollbackFor, Compensation.UNIT);
    }
}
