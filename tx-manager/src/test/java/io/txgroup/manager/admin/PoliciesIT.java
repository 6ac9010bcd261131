package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.txgroup.manager.compensation.CompensationPolicies;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The policies of services by the API. */
class PoliciesIT {
    private static final String ALL = "/api/v1/policies";

    private RunningManager manager;
    private Caller admin;

    @BeforeEach
    void start() {
        manager = RunningManager.alone(Map.of(
                "tx.manager.admin.initial-password", RunningManager.PASSWORD,
                "tx.manager.compensation.attempts", "4",
                "tx.manager.compensation.retention", "36h",
                "tx.manager.callback.url", "https://hooks.example.com/txgroup?token=hidden",
                "tx.manager.callback.secret", "only for this test: 0123456789abcdef"));
        admin = manager.admin();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    private Caller.Answer change(Map<String, Object> wanted, String version) {
        return admin.post(ALL, wanted, "If-Match", "\"" + version + "\"");
    }

    @Test
    void aServiceGetsAPolicyOfItsOwnAndLosesIt() {
        JsonNode none = admin.get(ALL).json();
        assertThat(none.at("/settings/attempts").asInt()).isEqualTo(4);
        assertThat(none.at("/settings/retention").asString()).isEqualTo("36h");
        assertThat(none.get("items")).isEmpty();

        Caller.Answer set = change(
                Map.of("service", "a/b c", "attempts", 9, "backoff", "90s", "unreachable", "HOLD", "reason", "slow"),
                "0");

        assertThat(set.status()).as(set.response().body()).isEqualTo(200);
        assertThat(set.json().at("/own/attempts").asInt()).isEqualTo(9);
        assertThat(set.json().at("/own/enabled").isNull()).isTrue();
        assertThat(set.json().at("/holds/enabled").asBoolean()).isTrue();
        assertThat(set.json().at("/holds/backoff").asString()).isEqualTo("90s");
        assertThat(manager.bean(CompensationPolicies.class).of("a/b c").attempts())
                .isEqualTo(9);
        String version = set.json().get("version").asString();
        assertThat(change(Map.of("service", "a/b c", "enabled", false, "reason", "no more"), "0")
                        .json()
                        .get("detail")
                        .asString())
                .contains("changed by admin");
        Caller.Answer removed = admin.post(
                ALL + "/removal",
                Map.of("service", "a/b c", "reason", "fast again"),
                "If-Match",
                "\"" + version + "\"");
        assertThat(removed.status()).as(removed.response().body()).isEqualTo(200);
        assertThat(admin.get(ALL).json().get("items")).isEmpty();
        JsonNode audit = admin.get("/api/v1/audit").json();
        assertThat(audit.at("/items/0/what").asString()).isEqualTo("policy.remove");
        assertThat(audit.at("/items/1/what").asString()).isEqualTo("policy.change");
        assertThat(audit.at("/items/1/detail").asString()).contains("attempts=9", "slow");
    }

    @Test
    void whatCanNotHoldIsAProblemAndChangesNothing() {
        assertThat(change(Map.of("service", "order", "attempts", 0, "reason", "x"), "0")
                        .json()
                        .get("detail")
                        .asString())
                .contains("1 to 100, not 0");
        assertThat(change(Map.of("service", "order", "backoff", "soon", "reason", "x"), "0")
                        .json()
                        .get("detail")
                        .asString())
                .contains("'soon'", "5s");
        assertThat(change(Map.of("service", "order", "reason", "x"), "0")
                        .json()
                        .get("detail")
                        .asString())
                .contains("says nothing of its own");
        assertThat(change(Map.of("service", "order", "enabled", false), "0").status())
                .isEqualTo(400);
        assertThat(change(Map.of("enabled", false, "reason", "x"), "0").status())
                .isEqualTo(400);
        assertThat(change(Map.of("service", "order", "enabled", false, "reason", "x"), "first")
                        .status())
                .isEqualTo(400);
        assertThat(admin.post(ALL, Map.of("service", "order", "enabled", false, "reason", "x"))
                        .status())
                .isEqualTo(428);
        assertThat(change(Map.of("service", "order", "enabled", false, "reason", "x"), "7")
                        .status())
                .isEqualTo(412);
        assertThat(admin.post(ALL + "/removal", Map.of("service", "order", "reason", "x"), "If-Match", "\"7\"")
                        .status())
                .isEqualTo(404);
        assertThat(admin.get(ALL).json().get("items")).isEmpty();
    }

    @Test
    void aPolicyThatCanNotBeUnderstoodIsReplacedByOneThatCan() {
        try (RedisClient client = RedisClient.create(
                        "redis://127.0.0.1:" + manager.redis().port());
                var redis = client.connect()) {
            redis.sync().hset("txm:policies", "order", "7 {\"enabled\":\"of tomorrow\"}");
        }
        JsonNode shown = admin.get(ALL).json().at("/items/0");
        assertThat(shown.at("/holds/enabled").asBoolean()).isFalse();

        Caller.Answer set = change(
                Map.of("service", "order", "enabled", true, "reason", "we know it"),
                shown.get("version").asString());

        assertThat(set.status()).as(set.response().body()).isEqualTo(200);
        assertThat(set.json().at("/holds/enabled").asBoolean()).isTrue();
    }

    @Test
    void theSettingsSayWhatHoldsAndWhoIsToldAndNoSecret() {
        Caller.Answer answer = admin.get("/api/v1/settings");
        JsonNode settings = answer.json().get("settings");
        assertThat(settings.get("tx.manager.compensation.attempts").asString()).isEqualTo("4");
        assertThat(settings.get("tx.manager.compensation.backoff").asString()).isEqualTo("5s");
        assertThat(settings.get("tx.manager.callback.url").asString()).isEqualTo("https://hooks.example.com/txgroup");
        assertThat(settings.get("tx.manager.callback.timeout").asString()).isEqualTo("5s");
        assertThat(settings.get("tx.manager.admin-url").asString()).isEmpty();
        assertThat(answer.response().body()).doesNotContain("hidden", "0123456789abcdef");
    }
}
