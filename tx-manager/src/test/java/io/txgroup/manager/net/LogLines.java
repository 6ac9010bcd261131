package io.txgroup.manager.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.test.system.CapturedOutput;

/** The warnings of one class among all that was logged; none may have a stack trace. */
final class LogLines {
    private final CapturedOutput output;
    private final String logger;

    LogLines(CapturedOutput output, Class<?> of) {
        this.output = output;
        this.logger = of.getSimpleName();
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        boolean afterWarning = false;
        for (String line : output.getAll().lines().toList()) {
            if (afterWarning) {
                assertThat(line).matches("\\d.*");
            }
            afterWarning = line.contains(logger) && line.contains(" WARN ");
            if (afterWarning) {
                warnings.add(line);
            }
        }
        return warnings;
    }
}
