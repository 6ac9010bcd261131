package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.manager.ManagerServer;
import io.txgroup.manager.group.GroupState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the API tells of groups. */
class GroupsIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    private RunningManager manager;
    private Caller admin;

    @BeforeEach
    void start() {
        manager = new RunningManager();
        admin = manager.admin();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    private GroupStage begun() {
        return GroupStage.begin(manager, LONG);
    }

    private JsonNode group(GroupStage stage) {
        Caller.Answer answer = admin.get("/api/v1/groups/" + stage.id());
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode unit(JsonNode group, String service) {
        for (JsonNode unit : group.get("units")) {
            if (unit.get("service").asString().equals(service)) {
                return unit;
            }
        }
        throw new AssertionError("no unit of " + service + " in " + group);
    }

    @Test
    void oneGroupSaysWhichResourceIsCommittedWhichIsLostAndThatAPersonIsNeeded() {
        GroupStage stage = begun().join("storage").join("account").close();
        stage.acknowledge("order").acknowledge("storage").lose("account");
        stage.awaitState(GroupState.PARKED);

        JsonNode group = group(stage);

        assertThat(group.at("/summary/attention").asString()).isEqualTo("LOST");
        assertThat(group.get("next").asString()).isEqualTo("NEEDS_PERSON");
        assertThat(group.get("outcome").asString()).isEqualTo("COMMIT");
        assertThat(unit(group, "storage").at("/resources/0/status").asString()).isEqualTo("COMMITTED");
        JsonNode lost = unit(group, "account").at("/resources/0");
        assertThat(lost.get("status").asString()).isEqualTo("LOST");
        assertThat(lost.at("/evidence/0").asString()).contains("forbidden");
        JsonNode overview = admin.get("/api/v1/overview").json();
        assertThat(overview.get("verdict").asString()).isEqualTo("LOST");
        assertThat(overview.at("/worst/0/id").asString()).isEqualTo(stage.id());
    }

    @Test
    void aGroupThatGoesOnIsHeldAndQuiet() {
        GroupStage stage = begun().join("storage");
        JsonNode group = group(stage);
        assertThat(group.at("/summary/attention").asString()).isEqualTo("NONE");
        assertThat(group.get("next").asString()).isEqualTo("WAITS_FOR_CLOSE");
        assertThat(unit(group, "storage").at("/resources/0/status").asString()).isEqualTo("HELD");
        assertThat(unit(group, "storage").get("connected").asBoolean()).isTrue();
        assertThat(group.get("timeline")).anySatisfy(happening -> {
            assertThat(happening.get("what").asString()).isEqualTo("DEADLINE");
            assertThat(happening.get("ahead").asBoolean()).isTrue();
        });
    }

    @Test
    void aGroupThatWaitsForAnAnswerSaysWhoIsSilent() {
        GroupStage stage = begun().join("storage").join("account").close().acknowledge("order");
        JsonNode group = group(stage);
        assertThat(unit(group, "storage").at("/resources/0/status").asString()).isEqualTo("SILENT");
        assertThat(unit(group, "order").at("/resources/0/status").asString()).isEqualTo("COMMITTED");
        assertThat(group.get("next").asString()).isEqualTo("ASKS_FOR_PROOF");
    }

    @Test
    void aGroupThatRolledBackIsNoAlarmAndIsSeenAmongTheRecent() {
        GroupStage stage = begun().join("storage").veto("storage", "no stock");
        stage.acknowledge("order").acknowledge("storage").awaitState(GroupState.ROLLED_BACK);
        JsonNode recent = admin.get("/api/v1/groups/recent").json();
        assertThat(recent.at("/items/0/id").asString()).isEqualTo(stage.id());
        assertThat(recent.at("/items/0/attention").asString()).isEqualTo("NONE");
        assertThat(admin.get("/api/v1/groups").json().get("items")).isEmpty();
        assertThat(group(stage).at("/summary/cause").asString()).contains("no stock");
        assertThat(group(stage).get("next").asString()).isEqualTo("OVER");
    }

    @Test
    void pagesGiveEveryGroupAndAnotherManagerGivesTheSame() {
        Set<String> begun = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            begun.add(begun().id());
        }
        try (RunningManager other = manager.another(Map.of())) {
            assertThat(allOf(admin)).isEqualTo(begun);
            admin.goTo(other.url());
            assertThat(allOf(admin)).isEqualTo(begun);
            assertThat(admin.get("/api/v1/groups?state=COMMITTING").json().get("items"))
                    .isEmpty();
            assertThat(admin.get("/api/v1/groups?service=order&label=place")
                            .json()
                            .get("items"))
                    .hasSize(20);
        }
    }

    private static Set<String> allOf(Caller admin) {
        Set<String> found = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = admin.get("/api/v1/groups?limit=3" + cursor).json();
            page.get("items").forEach(item -> found.add(item.get("id").asString()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        return found;
    }

    @Test
    void whatIsWrongWithARequestIsSaidInItsProblem() {
        assertThat(admin.get("/api/v1/groups/x").type()).isEqualTo("urn:txgroup:problem:invalid-request");
        assertThat(admin.get("/api/v1/groups?limit=0").json().get("detail").asString())
                .contains("limit is 0");
        assertThat(admin.get("/api/v1/groups?limit=many").status()).isEqualTo(400);
        assertThat(admin.get("/api/v1/groups?cursor=%21").status()).isEqualTo(400);
        assertThat(admin.get("/api/v1/groups?state=LOVELY").status()).isEqualTo(400);
        Caller.Answer unknown = admin.get("/api/v1/groups/018f0000-0000-7000-8000-000000000000");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("detail").asString()).contains("no outcome");
        assertThat(unknown.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void managersClientsAndSettingsTellNoSecret() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> admin.get("/api/v1/managers").json().get("items").size() == 1);
        assertThat(admin.get("/api/v1/clients").json().get("items")).isEmpty();
        Caller.Answer settings = admin.get("/api/v1/settings");
        assertThat(settings.json().at("/secrets/order").asInt()).isEqualTo(1);
        assertThat(settings.json().at("/settings/tx.manager.drain-timeout").asString())
                .isEqualTo("5000ms");
        assertThat(settings.json().at("/settings/tx.manager.public-address").asString())
                .isEmpty();
        assertThat(settings.response().body()).doesNotContain("0123456789abcdef");
        assertThat(admin.get("/api/v1/openapi").json().get("paths").has("/api/v1/groups/{id}"))
                .isTrue();
    }

    @Test
    void aManagerIsShownWhereServicesReachItAndIsGoneAsSoonAsItIsStopped() {
        String own = "127.0.0.1:" + manager.bean(ManagerServer.class).port();
        try (RunningManager other = manager.another(Map.of("tx.manager.public-address", "tx.example.com:7300"))) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(addresses())
                    .containsExactlyInAnyOrder(own, "tx.example.com:7300"));
        }
        assertThat(addresses()).containsExactly(own);
        assertThat(admin.get("/api/v1/overview").json().get("silentManagers")).isEmpty();
    }

    private List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        admin.get("/api/v1/managers")
                .json()
                .get("items")
                .forEach(noted -> addresses.add(noted.at("/report/address").asString()));
        return addresses;
    }

    @Test
    void anOpenPageHearsOfANewGroupAndAReturningOneOfWhatItMissed() throws IOException, InterruptedException {
        try (BufferedReader events = events("")) {
            until(events, "event:reset");
            GroupStage first = begun();
            until(events, "id:");
            String id = last.substring("id:".length());
            until(events, first.id());
            GroupStage second = begun();
            until(events, second.id());
            try (BufferedReader returning = events(id)) {
                until(returning, "event:hello");
                until(returning, second.id());
            }
            try (BufferedReader stranger = events("from-another-manager-7")) {
                until(stranger, "event:reset");
            }
        }
    }

    private String last = "";

    private void until(BufferedReader events, String wanted) throws IOException {
        do {
            String line = events.readLine();
            assertThat(line).as("the stream ended before '%s'", wanted).isNotNull();
            last = line;
        } while (!last.contains(wanted));
    }

    private BufferedReader events(String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(manager.url() + "/api/v1/events"))
                .header("Cookie", Sessions.COOKIE + "=" + admin.cookies().get(Sessions.COOKIE));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }
}
