package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How the first user gets in. */
@ExtendWith(OutputCaptureExtension.class)
class FirstPasswordIT {
    private static final Pattern PRINTED = Pattern.compile("as admin with the password (\\S+)");

    private static List<String> printed(CapturedOutput output) {
        Matcher found = PRINTED.matcher(output.getAll());
        return Stream.iterate(found, Matcher::find, same -> same)
                .map(m -> m.group(1))
                .toList();
    }

    @Test
    void theFirstStartPrintsARandomPasswordOnceAndALaterOneNothing(CapturedOutput output) {
        try (RunningManager manager = RunningManager.alone(Map.of());
                RunningManager other = manager.another(Map.of())) {
            List<String> passwords = printed(output);
            assertThat(passwords).singleElement().asString().hasSize(20);
            assertThat(other.caller().logIn("admin", passwords.get(0)).status()).isEqualTo(200);
        }
    }

    @Test
    void aWordOfTheResetSettingGivesANewPasswordOnce(CapturedOutput output) {
        try (RunningManager manager = RunningManager.alone(Map.of());
                RunningManager reset = manager.another(Map.of("tx.manager.admin.reset", "monday"));
                RunningManager again = manager.another(Map.of("tx.manager.admin.reset", "monday"))) {
            List<String> passwords = printed(output);
            assertThat(passwords).hasSize(2).doesNotHaveDuplicates();
            assertThat(again.caller().logIn("admin", passwords.get(0)).status()).isEqualTo(401);
            assertThat(reset.caller().logIn("admin", passwords.get(1)).status()).isEqualTo(200);
        }
    }

    @Test
    void aPasswordThatIsGivenIsNotPrinted(CapturedOutput output) {
        try (RunningManager manager = new RunningManager()) {
            assertThat(manager.admin().get("/api/v1/session").status()).isEqualTo(200);
            assertThat(output.getAll()).doesNotContain(RunningManager.PASSWORD);
        }
    }
}
