package io.txgroup.verification.crash;

import io.txgroup.verification.crash.service.Participant;
import io.txgroup.verification.crash.service.Point;
import io.txgroup.verification.crash.service.Target;
import io.txgroup.verification.servers.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One instance of a service, started anew whenever it was killed. */
final class Instance implements AutoCloseable {
    private static final Pattern WEB_PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final String name;
    private final List<String> arguments;
    private final HttpClient client = HttpClient.newHttpClient();
    private JavaProcess process;
    private URI address = URI.create("http://not.yet");

    Instance(String service, String name, List<String> own) {
        this.name = name;
        this.arguments = new ArrayList<>(List.of(
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Participant.class.getName(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.application.name=" + service,
                "--tx.client.instance=" + name));
        arguments.addAll(own);
        process = start();
    }

    private JavaProcess start() {
        return JavaProcess.start(name, "Started Participant in", arguments);
    }

    /** Waits until it serves. */
    Instance awaitReady() {
        address = URI.create("http://127.0.0.1:" + process.awaitReady().said(WEB_PORT));
        return this;
    }

    /** Starts it again if it is gone. */
    void revive() throws IOException, InterruptedException {
        if (!answers()) {
            process.close();
            process = start();
            awaitReady();
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/armed"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException gone) {
            return false;
        }
    }

    String address() {
        return address.toString();
    }

    void arm(Point point, Target target) throws IOException, InterruptedException {
        int status = post("/arm?point=" + point + "&target=" + target);
        if (status != 200) {
            throw new IOException(name + " can't be armed: status " + status);
        }
    }

    /** Whether a strike still waits for its point. */
    boolean isArmed() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/armed")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body().equals("true");
    }

    int post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
