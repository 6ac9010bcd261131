package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.group.GroupState;
import io.txgroup.protocol.RedoEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What operators see of compensations by the API, and what becomes of their orders. */
class CompensationsIT {
    private static final String ALL = "/api/v1/compensations";
    private static final String ARGUMENTS =
            "[{\"customer\":\"li\",\"card\":\"4111111111111111\",\"amount\":10.00,\"number\":9007199254740993}]";

    private static RunningManager manager;
    private static RunningManager other;
    private static Caller admin;
    private static Caller wang;

    @BeforeAll
    static void start() {
        manager = new RunningManager();
        other = manager.another(Map.of());
        admin = manager.admin();
        String password = admin.post("/api/v1/users", Map.of("name", "wang", "role", "OPERATOR"))
                .json()
                .get("password")
                .asString();
        wang = other.caller();
        wang.logIn("wang", password);
        // a person decides about each loss of account, so that nothing moves by itself
        Caller.Answer manual = admin.post(
                "/api/v1/policies",
                Map.of("service", "account", "enabled", false, "reason", "for this test"),
                "If-Match",
                "\"0\"");
        assertThat(manual.status()).as(manual.response().body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        other.close();
        manager.close();
    }

    /** A group whose account has lost its work, and waits for a person. */
    private static GroupStage parked() {
        GroupStage stage = GroupStage.begin(manager, Duration.ofMinutes(5))
                .join("storage")
                .joinWith("account", "com.acme.AccountService.pay(com.acme.Payment)", ARGUMENTS, "/0/card")
                .close()
                .acknowledge("order")
                .acknowledge("storage")
                .lose("account")
                .awaitState(GroupState.PARKED);
        settled(stage);
        return stage;
    }

    /** After its end nobody is to be told, and that is written: from then on the version stays. */
    private static void settled(GroupStage stage) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> one(stage)
                .at("/ended/result")
                .asString(one(stage).at("/created/result").asString())
                .equals("NOBODY"));
    }

    private static JsonNode one(GroupStage stage) {
        Caller.Answer answer = admin.get(ALL + "/" + stage.id());
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private static String version(GroupStage stage) {
        return one(stage).at("/summary/version").asString();
    }

    private static Caller.Answer order(Caller by, GroupStage stage, String what, String version, String reason) {
        return by.post(
                ALL + "/" + stage.id() + "/" + what, Map.of("reason", reason), "If-Match", "\"" + version + "\"");
    }

    private static boolean possible(JsonNode compensation, String kind) {
        for (JsonNode action : compensation.get("actions")) {
            if (action.get("kind").asString().equals(kind)) {
                return action.get("possible").asBoolean();
            }
        }
        throw new AssertionError("no " + kind + " in " + compensation);
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("items").forEach(item -> ids.add(item.get("id").asString()));
        return ids;
    }

    private static List<String> audit(GroupStage stage) {
        List<String> entries = new ArrayList<>();
        admin.get("/api/v1/audit?limit=100").json().get("items").forEach(entry -> {
            if (entry.get("target").asString().equals(stage.id())) {
                entries.add(entry.get("what").asString() + " by "
                        + entry.get("who").asString() + ": "
                        + entry.get("detail").asString());
            }
        });
        return entries;
    }

    @Test
    void oneSaysWhatWasLostWhatIsThereAndWhatEachOrderWouldDo() {
        GroupStage stage = parked();

        Caller.Answer answer = admin.get(ALL + "/" + stage.id());
        JsonNode compensation = answer.json();

        assertThat(answer.response().headers().firstValue("ETag"))
                .contains("\"" + compensation.at("/summary/version").asString() + "\"");
        assertThat(compensation.at("/summary/state").asString()).isEqualTo("PARKED");
        assertThat(compensation.at("/summary/why").asString()).contains("account", "a person decides");
        JsonNode lost = compensation.at("/lost/0");
        assertThat(lost.get("service").asString()).isEqualTo("account");
        assertThat(lost.at("/resources/0/status").asString()).isEqualTo("LOST");
        assertThat(lost.at("/resources/0/evidence/0").asString()).contains("forbidden");
        assertThat(lost.at("/ran/0/method").asString()).isEqualTo("com.acme.AccountService.pay(com.acme.Payment)");
        assertThat(lost.at("/ran/0/context/tenant").asString()).isEqualTo("blue");
        assertThat(compensation.get("others")).hasSize(2);
        assertThat(compensation.at("/others/1/resources/0/status").asString()).isEqualTo("COMMITTED");
        assertThat(compensation.at("/created/result").asString()).isEqualTo("NOBODY");
        assertThat(possible(compensation, "REPAIR_NOW")).isTrue();
        assertThat(possible(compensation, "DISCARD")).isTrue();
        assertThat(possible(compensation, "HOLD")).isFalse();
        assertThat(possible(compensation, "RESUME")).isFalse();
        JsonNode group = admin.get("/api/v1/groups/" + stage.id()).json();
        assertThat(group.get("compensation").asBoolean()).isTrue();
    }

    @Test
    void whatIsSensitiveIsMaskedAndNoNumberIsRounded() {
        GroupStage stage = parked();
        Caller.Answer export = admin.get(ALL + "/" + stage.id() + "/export");
        for (Caller.Answer answer : List.of(admin.get(ALL + "/" + stage.id()), export)) {
            String arguments = answer.json().at("/lost/0/ran/0/arguments").asString();
            assertThat(arguments).contains("***", "9007199254740993", "10.00", "li");
            assertThat(answer.response().body()).doesNotContain("4111");
        }
        assertThat(export.response().headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(name -> assertThat(name).contains("attachment", stage.id()));
    }

    @Test
    void anOperatorRepairsWhatWasParkedAndItClosesWithItsHistory() {
        GroupStage stage = parked();

        Caller.Answer first = order(admin, stage, "repair", version(stage), "the disk has room again");
        assertThat(first.status()).as(first.response().body()).isEqualTo(200);
        assertThat(first.json().get("message").asString()).contains("account", "asked now");
        assertThat(admin.get("/api/v1/groups/" + stage.id())
                        .json()
                        .at("/summary/attention")
                        .asString())
                .isEqualTo("REPAIRING");
        stage.redo("account", RedoEnded.Result.FAILED, "disk full").awaitState(GroupState.PARKED);
        assertThat(one(stage).at("/summary/why").asString()).contains("1 of 3 attempts failed", "disk full");
        assertThat(order(wang, stage, "repair", version(stage), "and again").status())
                .isEqualTo(200);
        stage.redo("account", RedoEnded.Result.REPAIRED, "").awaitState(GroupState.COMMITTED);
        settled(stage);

        JsonNode over = one(stage);
        assertThat(over.at("/lost/0/resources/0/status").asString()).isEqualTo("COMMITTED");
        assertThat(over.get("keepUntil").isNull()).isFalse();
        assertThat(over.at("/attempts/0/result").asString()).isEqualTo("FAILED");
        assertThat(over.at("/attempts/1/result").asString()).isEqualTo("REPAIRED");
        assertThat(over.at("/attempts/1/by").asString()).contains("account-2");
        assertThat(over.at("/orders/0/note").asString()).isEqualTo("the disk has room again");
        assertThat(over.at("/orders/1/by").asString()).isEqualTo("wang");
        assertThat(over.get("actions"))
                .noneMatch(action -> action.get("possible").asBoolean());
        assertThat(audit(stage))
                .containsExactly(
                        "compensation.repair by wang: and again",
                        "compensation.repair by admin: the disk has room again");
    }

    @Test
    void ofTwoOperatorsOneWinsAndTheOtherHearsWhoItWas() {
        GroupStage stage = parked();
        String seen = version(stage);

        assertThat(order(admin, stage, "repair", seen, "try it").status()).isEqualTo(200);
        Caller.Answer late = order(wang, stage, "resolve", seen, "booked by hand");

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.type()).isEqualTo("urn:txgroup:problem:changed-meanwhile");
        assertThat(late.json().get("detail").asString()).contains("look again", "REPAIR_NOW by admin");
        assertThat(one(stage).get("orders")).hasSize(1);
        assertThat(one(stage).at("/summary/discarding").asBoolean()).isFalse();
        assertThat(audit(stage)).containsExactly("compensation.repair by admin: try it");
    }

    @Test
    void whatWasJustRepairedIsNotResolved() {
        GroupStage stage = parked();
        assertThat(order(admin, stage, "repair", version(stage), "try it").status())
                .isEqualTo(200);
        String seen = version(stage);
        stage.redo("account", RedoEnded.Result.REPAIRED, "").awaitState(GroupState.COMMITTED);
        settled(stage);

        Caller.Answer stale = order(wang, stage, "resolve", seen, "booked by hand");
        Caller.Answer current = order(wang, stage, "resolve", version(stage), "booked by hand");

        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().get("detail").asString()).contains("COMMITTED");
        assertThat(current.status()).isEqualTo(409);
        assertThat(current.type()).isEqualTo("urn:txgroup:problem:refused");
        assertThat(current.json().get("detail").asString()).contains("everything that was lost is repaired");
        assertThat(one(stage).at("/summary/state").asString()).isEqualTo("COMMITTED");
        assertThat(audit(stage)).hasSize(1);
    }

    @Test
    void whatIsResolvedIsNeverRepairedAndIsKept() {
        GroupStage stage = parked();
        Caller.Answer resolved = order(wang, stage, "resolve", version(stage), "booked by hand, ticket 7");
        assertThat(resolved.status()).as(resolved.response().body()).isEqualTo(200);
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        order(admin, stage, "repair", version(stage), "no, do")
                                .json()
                                .get("detail")
                                .asString())
                .contains("wang", "never taken back"));
        stage.forbid("account");

        assertThat(one(stage).at("/lost/0/resources/0/status").asString()).isEqualTo("DISCARDED");
        assertThat(ids(admin.get(ALL + "?state=RESOLVED").json())).contains(stage.id());
        assertThat(audit(stage)).containsExactly("compensation.resolve by wang: booked by hand, ticket 7");
    }

    @Test
    void anOrderIsHeldBackAndTakenUpAgainWhereThePolicyDoesIt() {
        GroupStage stage = GroupStage.begin(manager, Duration.ofMinutes(5))
                .joinWith("storage", "StorageService.take(int)", "[1]")
                .join("account")
                .close()
                .acknowledge("order")
                .acknowledge("account")
                .lose("storage")
                .awaitState(GroupState.COMPENSATING);
        awaitAnswer(() -> order(admin, stage, "hold", version(stage), "the release is broken"));
        assertThat(one(stage).at("/summary/why").asString()).isEqualTo("admin holds it: the release is broken");
        assertThat(possible(one(stage), "RESUME")).isTrue();

        assertThat(order(wang, stage, "resume", version(stage), "the release is back")
                        .status())
                .isEqualTo(200);
        assertThat(one(stage).at("/summary/state").asString()).isEqualTo("COMPENSATING");
    }

    /** Where the record moves by itself, somebody looks again and repeats the order. */
    private static void awaitAnswer(java.util.function.Supplier<Caller.Answer> order) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> order.get().status() == 200);
    }

    @Test
    void anOrderNeedsAVersionAndAReasonAndSomethingToBeAbout() {
        GroupStage stage = parked();
        String path = ALL + "/" + stage.id() + "/resolve";

        assertThat(admin.post(path, Map.of("reason", "because")).type()).isEqualTo("urn:txgroup:problem:no-version");
        for (Map<String, String> why :
                List.of(Map.<String, String>of(), Map.of("reason", "  "), Map.of("reason", "x".repeat(501)))) {
            Caller.Answer answer = admin.post(path, why, "If-Match", "\"" + version(stage) + "\"");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().get("detail").asString()).contains("1 to 500");
        }
        String never = "018f0000-0000-7000-8000-000000000000";
        assertThat(admin.get(ALL + "/" + never).status()).isEqualTo(404);
        assertThat(admin.post(ALL + "/" + never + "/repair", Map.of("reason", "because"), "If-Match", "\"1\"")
                        .status())
                .isIn(404, 412);
        assertThat(one(stage).get("orders")).isEmpty();
        assertThat(audit(stage)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=501",
                "?cursor=x",
                "?state=LOVELY",
                "?from=yesterday",
                "?from=1969-12-31T00:00:00Z",
                "/x"
            })
    void whatCanNotBeAskedIsAProblem(String query) {
        Caller.Answer answer = admin.get(ALL + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("urn:txgroup:problem:invalid-request");
    }

    @Test
    void pagesGiveEveryCompensationNewestFirstAlsoAtAnotherManager() {
        List<String> parked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parked.add(0, parked().id());
        }
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = wang.get(ALL + "?limit=2&state=PARKED&service=account" + cursor)
                    .json();
            found.addAll(ids(page));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());

        assertThat(found).doesNotHaveDuplicates().containsSubsequence(parked);
        assertThat(ids(admin.get(ALL + "?service=nobody").json())).isEmpty();
        String since = Objects.requireNonNull(
                admin.get(ALL + "/" + parked.get(0)).json().at("/summary/since").asString());
        assertThat(ids(admin.get(ALL + "?from=" + since).json())).contains(parked.get(0));
        assertThat(ids(admin.get(ALL + "?until=" + since).json())).doesNotContain(parked.get(0));
    }

    @Test
    void theDescriptionOfTheApiHasItAll() {
        JsonNode paths = admin.get("/api/v1/openapi").json().get("paths");
        for (String path :
                List.of("", "/{id}", "/{id}/export", "/{id}/repair", "/{id}/hold", "/{id}/resume", "/{id}/resolve")) {
            assertThat(paths.has(ALL + path)).as(path).isTrue();
        }
        assertThat(paths.has("/api/v1/policies")).isTrue();
        assertThat(paths.has("/api/v1/policies/removal")).isTrue();
    }
}
