package io.txgroup.samples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/** The pause of a service, which is a demo fault; thread-safe. */
record Pause(HttpClient http, URI service) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    /** How many requests wait there. */
    int waiting() throws IOException, InterruptedException {
        HttpRequest request = request("/demo/faults/pause").GET().build();
        String body = http.send(request, BodyHandlers.ofString()).body();
        return JSON.readTree(body).path("waiting").asInt();
    }

    void end() throws IOException, InterruptedException {
        HttpRequest request =
                request("/demo/faults/pause/end").POST(BodyPublishers.noBody()).build();
        http.send(request, BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path)).timeout(PATIENCE);
    }
}
