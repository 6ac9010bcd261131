package io.txgroup.verification.crash.repair;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who has logged in at a manager and looks at groups. Thread-safe. */
final class Operator {
    private static final String NAME = "admin";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .build();
    private final JsonMapper json = new JsonMapper();
    private final URI manager;

    private Operator(URI manager) {
        this.manager = manager;
    }

    static Operator logIn(URI manager, String password) throws IOException, InterruptedException {
        Operator operator = new Operator(manager);
        operator.get("/api/v1/session"); // refused, with the cookie that a change must name
        String login = operator.json.writeValueAsString(Map.of("name", NAME, "password", password));
        HttpResponse<String> answer = operator.send(HttpRequest.newBuilder(manager.resolve("/api/v1/session"))
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", operator.cookie("XSRF-TOKEN"))
                .POST(HttpRequest.BodyPublishers.ofString(login)));
        if (answer.statusCode() != 200) {
            throw new IOException("The login is refused: " + answer.statusCode() + " " + answer.body());
        }
        return operator;
    }

    private String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    /** The state of that group; what was answered instead if it is not known. */
    synchronized String state(String group) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v1/groups/" + group);
        return answer.statusCode() == 200
                ? json.readTree(answer.body()).path("summary").path("state").asString()
                : answer.statusCode() + " " + answer.body();
    }

    /** What is known of the lost work of that group. */
    synchronized JsonNode compensation(String group) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v1/compensations/" + group);
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "The compensation of " + group + " is not shown: " + answer.statusCode() + " " + answer.body());
        }
        return json.readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(manager.resolve(path)).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(ANSWER_WITHIN).build(), HttpResponse.BodyHandlers.ofString());
    }
}
