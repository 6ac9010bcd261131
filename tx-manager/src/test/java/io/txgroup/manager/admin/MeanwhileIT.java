package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import tools.jackson.databind.JsonNode;

/** What happens when two want something of the users and the audit at once, or one of them may not have it. */
class MeanwhileIT {
    private static final String OLD = "the password that somebody stole";
    private static final String GIVEN = "the password that an operator gave";

    private RunningManager manager;
    private Users users;
    private Passwords passwords;

    @BeforeEach
    void start() {
        manager = new RunningManager();
        users = manager.bean(Users.class);
        passwords = manager.bean(Passwords.class);
        assertThat(users.add(User.named("wang", Role.OPERATOR, passwords.encode(OLD), "test", Instant.now())))
                .isTrue();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    /** An operator gives wang another password right after the old one was found to be right. */
    private SessionApi withAnOperatorInBetween() {
        AuthenticationManager real = manager.bean(AuthenticationManager.class);
        AuthenticationManager interrupted = given -> {
            Authentication known = real.authenticate(given);
            User before = users.find("wang").orElseThrow();
            users.replace(before, before.withPassword(passwords.encode(GIVEN), "admin", Instant.now()));
            return known;
        };
        return new SessionApi(
                interrupted,
                manager.bean(Sessions.class),
                users,
                passwords,
                manager.bean(LoginAttempts.class),
                manager.bean(AuditLog.class));
    }

    @Test
    void aLoginWithAPasswordThatWasReplacedInThatMomentIsNone() {
        MockHttpServletResponse response = new MockHttpServletResponse();

        withAnOperatorInBetween().logIn(new SessionApi.Login("wang", OLD), new MockHttpServletRequest(), response);

        String cookie = response.getHeader("Set-Cookie");
        assertThat(cookie).isNotNull();
        Caller thief = manager.caller();
        thief.cookies().put(Sessions.COOKIE, cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')));
        assertThat(thief.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void whoKnowsTheOldPasswordCanNotReplaceTheOneThatAnOperatorJustGave() {
        SessionApi api = withAnOperatorInBetween();

        assertThatThrownBy(() -> api.changePassword(
                        new SessionApi.NewPassword(OLD, "the thief's very own one"),
                        () -> "wang",
                        new MockHttpServletRequest(),
                        new MockHttpServletResponse()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("changed by admin");

        assertThat(manager.caller().logIn("wang", GIVEN).status()).isEqualTo(200);
    }

    @Test
    void ofTwoOperatorsWhoTakeEachOthersRoleAwayOneStays() {
        User admin = users.find("admin").orElseThrow();
        User wang = users.find("wang").orElseThrow();

        assertThat(users.replace(admin, admin.withRole(Role.VIEWER, "wang", Instant.now())))
                .isTrue();
        assertThatThrownBy(() -> users.replace(wang, wang.withRole(Role.VIEWER, "admin", Instant.now())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("wang is the only OPERATOR");
        assertThatThrownBy(() -> users.remove(wang)).hasMessageContaining("wang is the only OPERATOR");

        assertThat(users.replace(wang, wang.withPassword(passwords.encode(GIVEN), "wang", Instant.now())))
                .as("his password is another matter")
                .isTrue();
    }

    @Test
    void aNewPasswordIsToldAlsoIfTheAuditTakesNoEntry() {
        Caller admin = manager.admin();
        redis(commands -> {
            commands.del("txm:{admin}:audit");
            commands.set("txm:{admin}:audit", "no stream");
        });

        Caller.Answer added = admin.post("/api/v1/users", Map.of("name", "li", "role", "VIEWER"));

        assertThat(added.status()).as(added.response().body()).isEqualTo(200);
        assertThat(manager.caller()
                        .logIn("li", added.json().get("password").asString())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aStrangerPushesNothingOutOfTheAuditByRefusedLogins() {
        AuditLog audit = manager.bean(AuditLog.class);
        audit.note("admin", "user.add", "li", "127.0.0.1", "");
        for (int i = 0; i < 1_500; i++) {
            audit.noteRefused("name-" + i, "203.0.113.7");
        }
        audit.note("admin", "user.remove", "li", "127.0.0.1", "");

        redis(commands -> {
            assertThat(commands.xlen("txm:{admin}:audit")).isEqualTo(3);
            assertThat(commands.xlen("txm:{admin}:refused")).isBetween(1_000L, 1_200L);
        });
        Caller admin = manager.admin();
        Set<String> refused = new HashSet<>();
        Set<String> done = new HashSet<>();
        Instant last = Instant.MAX;
        String cursor = "";
        do {
            JsonNode page = admin.get("/api/v1/audit?limit=100" + cursor).json();
            for (JsonNode entry : page.get("items")) {
                Instant at = Instant.parse(entry.get("at").asString());
                assertThat(at).isBeforeOrEqualTo(last);
                last = at;
                boolean isRefusal = entry.get("what").asString().equals("session.refused");
                String target =
                        entry.get("what").asString() + " " + entry.get("target").asString();
                assertThat((isRefusal ? refused : done).add(target)).as(target).isTrue();
            }
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(refused).hasSizeBetween(1_000, 1_200).contains("session.refused name-1499");
        assertThat(done)
                .containsExactlyInAnyOrder("user.add admin", "user.add li", "user.remove li", "session.begin admin");
    }

    private void redis(Consumer<RedisCommands<String, String>> words) {
        try (RedisClient client = RedisClient.create(
                        "redis://127.0.0.1:" + manager.redis().port());
                var connection = client.connect()) {
            words.accept(connection.sync());
        }
    }
}
