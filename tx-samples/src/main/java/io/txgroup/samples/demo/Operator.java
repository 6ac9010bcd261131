package io.txgroup.samples.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who logs in at a manager to look at compensations; thread-safe. */
final class Operator {
    /**
     * What a manager's pages show of lost work.
     *
     * @param state {@code COMPENSATING}, {@code PARKED}, at the end {@code COMMITTED} or {@code RESOLVED}
     * @param why why a person is waited for; may be empty
     * @param attempts how many tries to do it again have ended
     */
    record Standing(String state, String why, int attempts) {}

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String XSRF = "XSRF-TOKEN";
    private static final JsonMapper JSON = new JsonMapper();

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .build();
    private final URI manager;

    private Operator(URI manager) {
        this.manager = manager;
    }

    static Operator logIn(URI manager, String password) throws IOException, InterruptedException {
        Operator operator = new Operator(manager);
        operator.get("/api/v1/session"); // refused, with the cookie that a change must repeat
        String login = JSON.writeValueAsString(Map.of("name", "admin", "password", password));
        HttpResponse<String> answer = operator.send(operator.request("/api/v1/session")
                .header("Content-Type", "application/json")
                .header("X-" + XSRF, operator.token())
                .POST(BodyPublishers.ofString(login)));
        if (answer.statusCode() != 200) {
            throw new DemoException("The manager refuses the login: " + answer.statusCode() + " " + answer.body());
        }
        return operator;
    }

    private String token() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(XSRF))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    Standing standing(String group) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v1/compensations/" + group);
        if (answer.statusCode() != 200) {
            throw new DemoException("The manager does not show the compensation of " + group + ": "
                    + answer.statusCode() + " " + answer.body());
        }
        JsonNode summary = JSON.readTree(answer.body()).path("summary");
        return new Standing(
                summary.path("state").asString(""),
                summary.path("why").asString(""),
                summary.path("attempts").asInt());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(manager.resolve(path)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
