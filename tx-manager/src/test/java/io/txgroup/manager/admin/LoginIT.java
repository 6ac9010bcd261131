package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logging in, at two managers that share a Redis as behind a balancer. */
class LoginIT {
    private static RunningManager manager;
    private static RunningManager other;

    @BeforeAll
    static void start() {
        manager = new RunningManager();
        other = manager.another(Map.of());
    }

    @AfterAll
    static void stop() {
        other.close();
        manager.close();
    }

    private static String added(String name, String role) {
        Caller.Answer answer = manager.admin().post("/api/v1/users", Map.of("name", name, "role", role));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().get("password").asString();
    }

    private static String version(String name) {
        for (var user : manager.admin().get("/api/v1/users").json().get("items")) {
            if (user.get("name").asString().equals(name)) {
                return user.get("version").asString();
            }
        }
        throw new AssertionError("no user " + name);
    }

    @Test
    void aLoginHoldsAtEveryManager() {
        Caller admin = manager.admin();
        admin.goTo(other.url());
        assertThat(admin.get("/api/v1/session").json().get("name").asString()).isEqualTo("admin");
        assertThat(admin.post("/api/v1/session/end", Map.of()).status()).isEqualTo(200);
        admin.goTo(manager.url());
        assertThat(admin.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void aLogoutEndsTheSessionAlsoForACopyOfTheCookie() {
        Caller admin = manager.admin();
        Caller thief = other.caller();
        thief.cookies().putAll(admin.cookies());
        assertThat(thief.get("/api/v1/session").status()).isEqualTo(200);
        admin.post("/api/v1/session/end", Map.of());
        assertThat(thief.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void theCookieIsNotForScriptsAndNotForOtherSites() {
        Caller caller = manager.caller();
        Caller.Answer answer = caller.logIn("admin", RunningManager.PASSWORD);
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith(Sessions.COOKIE))
                .singleElement()
                .asString()
                .contains("HttpOnly", "SameSite=Strict", "Path=/");
    }

    @Test
    void refusesTheSixthWrongPasswordInAMinuteWhicheverManagerIsAsked() {
        String password = added("six", "VIEWER");
        Caller caller = manager.caller();
        for (int i = 0; i < 5; i++) {
            caller.goTo(i % 2 == 0 ? manager.url() : other.url());
            Caller.Answer wrong = caller.logIn("six", "wrong password " + i);
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.type()).isEqualTo("urn:txgroup:problem:wrong-password");
        }
        Caller.Answer sixth = caller.logIn("six", "wrong password 6");
        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(caller.logIn("six", password).status())
                .as("a right one is refused, too, else the limit told which one it is")
                .isEqualTo(429);
        assertThat(manager.admin().get("/api/v1/session").status())
                .as("others go on")
                .isEqualTo(200);
    }

    @Test
    void anUnknownNameIsRefusedInTheSameWords() {
        Caller.Answer unknown = manager.caller().logIn("nobody-here", "wrong password");
        Caller.Answer impossible = manager.caller().logIn("No Body \u0000\n", "wrong password");
        Caller.Answer known = manager.caller().logIn(userWithSomePassword(), "wrong password");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(impossible.status()).isEqualTo(401);
        assertThat(unknown.response().body()).isEqualTo(known.response().body());
    }

    private static String userWithSomePassword() {
        added("known", "VIEWER");
        return "known";
    }

    @Test
    void refusesAChangeWithoutTheTokenAgainstForgedRequests() {
        Caller.Answer login = manager.caller()
                .postForged("/api/v1/session", Map.of("name", "admin", "password", RunningManager.PASSWORD));
        assertThat(login.status()).isEqualTo(403);
        assertThat(login.type()).isEqualTo("urn:txgroup:problem:no-csrf-token");
        Caller.Answer change =
                manager.admin().postForged("/api/v1/users", Map.of("name", "forged", "role", "OPERATOR"));
        assertThat(change.status()).isEqualTo(403);
        assertThat(change.type()).isEqualTo("urn:txgroup:problem:no-csrf-token");
    }

    @Test
    void aNewPasswordEndsTheSessionsOfTheOldOne() {
        Caller user = manager.caller();
        user.logIn("changing", added("changing", "VIEWER"));
        assertThat(user.get("/api/v1/session").status()).isEqualTo(200);
        Caller.Answer reset = manager.admin()
                .post("/api/v1/users/changing/password", Map.of(), "If-Match", "\"" + version("changing") + "\"");
        assertThat(reset.status()).isEqualTo(200);
        assertThat(user.get("/api/v1/session").status()).isEqualTo(401);
        String password = reset.json().get("password").asString();
        assertThat(user.logIn("changing", password).status()).isEqualTo(200);
        Caller.Answer own =
                user.post("/api/v1/session/password", Map.of("current", password, "next", "my own long password"));
        assertThat(own.status()).isEqualTo(200);
        assertThat(user.get("/api/v1/session").status())
                .as("goes on with a new session")
                .isEqualTo(200);
        assertThat(manager.caller().logIn("changing", "my own long password").status())
                .isEqualTo(200);
    }

    @Test
    void refusesAShortPassword() {
        Caller.Answer short_ = manager.admin()
                .post("/api/v1/session/password", Map.of("current", RunningManager.PASSWORD, "next", "short"));
        assertThat(short_.status()).isEqualTo(400);
        assertThat(short_.json().get("detail").asString()).contains("5 characters", "at least 12");
    }

    @Test
    void aRoleIsTakenAwayAtOnce() {
        Caller user = manager.caller();
        user.logIn("operator", added("operator", "OPERATOR"));
        assertThat(user.get("/api/v1/audit").status()).isEqualTo(200);
        assertThat(manager.admin()
                        .post("/api/v1/users/operator/role", Map.of("role", "VIEWER"), "If-Match", version("operator"))
                        .status())
                .isEqualTo(200);
        assertThat(user.get("/api/v1/audit").status()).isEqualTo(403);
        manager.admin().post("/api/v1/users/operator/removal", Map.of(), "If-Match", version("operator"));
        assertThat(user.get("/api/v1/groups").status()).isEqualTo(401);
    }

    @Test
    void aChangeOfWhatSomebodyElseHasChangedIsRefusedAndSaysWho() {
        added("both", "VIEWER");
        String version = version("both");
        assertThat(manager.admin()
                        .post("/api/v1/users/both/role", Map.of("role", "OPERATOR"))
                        .status())
                .isEqualTo(428);
        assertThat(manager.admin()
                        .post("/api/v1/users/both/role", Map.of("role", "OPERATOR"), "If-Match", version)
                        .status())
                .isEqualTo(200);
        Caller.Answer late = other.admin().post("/api/v1/users/both/removal", Map.of(), "If-Match", version);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().get("detail").asString()).contains("changed by admin");
        manager.admin().post("/api/v1/users/both/removal", Map.of(), "If-Match", version("both"));
    }

    @Test
    void theLastOperatorStays() {
        try (RunningManager alone = new RunningManager()) {
            Caller admin = alone.admin();
            String version =
                    admin.get("/api/v1/users").json().at("/items/0/version").asString();
            Caller.Answer answer =
                    admin.post("/api/v1/users/admin/role", Map.of("role", "VIEWER"), "If-Match", version);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.type()).isEqualTo("urn:txgroup:problem:last-operator");
        }
    }

    @Test
    void whatWasDoneIsInTheAudit() {
        added("audited", "VIEWER");
        manager.caller().logIn("audited", "a wrong password");
        Caller.Answer page = manager.admin().get("/api/v1/audit?limit=500");
        assertThat(page.json().get("items")).anySatisfy(entry -> {
            assertThat(entry.get("what").asString()).isEqualTo("user.add");
            assertThat(entry.get("who").asString()).isEqualTo("admin");
            assertThat(entry.get("target").asString()).isEqualTo("audited");
        });
        assertThat(page.json().get("items"))
                .anySatisfy(entry -> assertThat(entry.get("what").asString()).isEqualTo("session.refused"));
        String next =
                manager.admin().get("/api/v1/audit?limit=1").json().get("next").asString();
        assertThat(manager.admin()
                        .get("/api/v1/audit?limit=1&cursor=" + next)
                        .json()
                        .at("/items/0/id")
                        .asString())
                .isNotEqualTo(next);
        assertThat(manager.admin().get("/api/v1/audit?cursor=nonsense").status())
                .isEqualTo(400);
    }
}
