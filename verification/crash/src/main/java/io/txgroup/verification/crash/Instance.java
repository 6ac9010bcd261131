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
import java.util.concurrent.TimeUnit;
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

    /** Waits until it serves and is connected to a manager: only then can a group of it be struck where it is wanted. */
    Instance awaitReady() throws IOException, InterruptedException {
        address = URI.create("http://127.0.0.1:" + process.awaitReady().said(WEB_PORT));
        long end = System.nanoTime() + PATIENCE.toNanos();
        String trouble = get("/trouble");
        while (!trouble.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IOException(name + " is still not ready after " + PATIENCE.toSeconds() + " s: " + trouble);
            }
            TimeUnit.MILLISECONDS.sleep(50);
            trouble = get("/trouble");
        }
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

    /** Whether the process is there. */
    boolean answers() throws InterruptedException {
        try {
            get("/armed");
            return true;
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
        return get("/armed").equals("true");
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
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
