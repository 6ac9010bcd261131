package io.txgroup.samples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads who is registered in Eureka. */
final class Registry {
    /** A registered process: the name it has in Eureka, its address, and a manager's port for services, else 0. */
    record Instance(String id, URI url, int txPort) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI eureka;

    Registry(HttpClient http, int port) {
        this.http = http;
        this.eureka = URI.create("http://127.0.0.1:" + port);
    }

    URI url() {
        return eureka;
    }

    /** None, as long as Eureka itself does not answer. */
    List<Instance> instances(String application) throws InterruptedException {
        List<Instance> instances = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(eureka.resolve("/eureka/apps"))
                .header("Accept", "application/json")
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            String body = http.send(request, BodyHandlers.ofString()).body();
            JsonNode applications = JSON.readTree(body).path("applications").path("application");
            for (JsonNode each : applications) {
                if (each.path("name").asString("").equals(application.toUpperCase(Locale.ROOT))) {
                    each.path("instance").forEach(instance -> add(instance, instances));
                }
            }
            return instances;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void add(JsonNode instance, List<Instance> instances) {
        if (instance.path("status").asString("").equals("UP")) {
            String host = instance.path("ipAddr").asString();
            int port = instance.path("port").path("$").asInt();
            instances.add(new Instance(
                    instance.path("instanceId").asString(),
                    URI.create("http://" + host + ":" + port),
                    instance.path("metadata").path("tx-port").asInt(0)));
        }
    }
}
