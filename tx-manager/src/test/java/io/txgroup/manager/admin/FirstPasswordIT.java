package io.txgroup.manager.admin;

import static io.lettuce.core.protocol.CommandType.HSET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

    @Test
    void theFirstPasswordIsPrintedAlsoIfTheAuditTakesNoEntry(CapturedOutput output) {
        try (RedisServer redis = RedisServer.start(RedisBinary.EMBEDDED)) {
            tell(redis, commands -> commands.set("txm:{admin}:audit", "no stream"));
            try (RunningManager manager = RunningManager.on(redis, Map.of())) {
                List<String> passwords = printed(output);
                assertThat(passwords).hasSize(1);
                assertThat(manager.caller().logIn("admin", passwords.get(0)).status())
                        .isEqualTo(200);
                assertThat(output.getAll()).contains("The audit has no entry of the user.add of admin");
            }
        }
    }

    @Test
    void aResetThatFailedIsMadeByTheNextStartWithTheSameWord(CapturedOutput output) {
        Map<String, String> reset = Map.of("tx.manager.admin.reset", "monday");
        try (RunningManager manager = RunningManager.alone(Map.of())) {
            tell(manager.redis(), commands -> commands.aclSetuser("default", new AclSetuserArgs().removeCommand(HSET)));
            assertThatThrownBy(() -> manager.another(reset).close()).hasStackTraceContaining("admin");
            tell(manager.redis(), commands -> commands.aclSetuser("default", new AclSetuserArgs().addCommand(HSET)));

            try (RunningManager next = manager.another(reset);
                    RunningManager again = manager.another(reset)) {
                List<String> passwords = printed(output);
                assertThat(passwords).hasSize(2);
                assertThat(next.caller().logIn("admin", passwords.get(1)).status())
                        .isEqualTo(200);
                assertThat(again).isNotNull();
                assertThat(output.getAll()).containsOnlyOnce("was used before, so nothing is reset");
            }
        }
    }

    private static void tell(RedisServer redis, Consumer<RedisCommands<String, String>> words) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port());
                var connection = client.connect()) {
            words.accept(connection.sync());
        }
    }
}
