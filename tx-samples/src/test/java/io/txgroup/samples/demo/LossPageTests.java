package io.txgroup.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossPageTests {
    private final Progress progress = new Progress();
    private final CountDownLatch repaired = new CountDownLatch(1);
    private final AtomicInteger losses = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private LauncherServer server;

    @BeforeEach
    void start() throws IOException {
        server = LauncherServer.start();
        server.serve("/", new LossPage(this::lose, URI.create("http://127.0.0.1:8080"), progress));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Object lose(Shop.Way way) throws InterruptedException {
        losses.incrementAndGet();
        progress.say("killed");
        if (!repaired.await(30, TimeUnit.SECONDS)) {
            throw new DemoException("nobody repaired it");
        }
        progress.say("the books balance");
        return way;
    }

    @Test
    void hasAButtonAndALinkToTheManagersRecord() throws Exception {
        String page = send(HttpRequest.newBuilder(server.url("/"))).body();

        assertThat(page).contains("<button").contains("href=\"http://127.0.0.1:8080/admin/compensations\"");
    }

    @Test
    void tellsEachStepWhenItHappens() throws Exception {
        HttpResponse<InputStream> answer = http.send(posting().build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("killed");
            repaired.countDown();
            assertThat(lines.readLine()).isEqualTo("the books balance");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void killsStorageOnceAtATime() throws Exception {
        HttpResponse<InputStream> first = http.send(posting().build(), BodyHandlers.ofInputStream());

        HttpResponse<String> second = send(posting());

        assertThat(second.statusCode()).isEqualTo(409);
        repaired.countDown();
        first.body().readAllBytes();
        assertThat(losses).hasValue(1);
        assertThat(send(posting()).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesTheButtonOfAnotherSite() throws Exception {
        HttpResponse<String> answer = send(posting().header("Origin", "http://evil.example.com"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(losses).hasValue(0);
    }

    @Test
    void killsNobodyForWhoOnlyLooks() throws Exception {
        assertThat(send(HttpRequest.newBuilder(server.url("/losses"))).statusCode())
                .isEqualTo(405);
        assertThat(send(HttpRequest.newBuilder(server.url("/other"))).statusCode())
                .isEqualTo(404);
        assertThat(losses).hasValue(0);
    }

    private HttpRequest.Builder posting() {
        return HttpRequest.newBuilder(server.url("/losses")).POST(BodyPublishers.noBody());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
