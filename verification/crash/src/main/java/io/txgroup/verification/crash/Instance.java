package io.txgroup.verification.crash;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One instance of a service, started anew whenever it was killed. Thread-safe, but only one at a time may start it. */
public final class Instance implements AutoCloseable {
    private static final Pattern WEB_PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final String readyLine;
    private final List<String> arguments;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile JavaProcess process;
    private volatile URI address = URI.create("http://not.yet");
    private volatile boolean ready;

    /** Starts it; {@link #awaitReady} waits for it. */
    public Instance(Class<?> application, String service, String name, List<String> own) {
        this.name = name;
        this.readyLine = "Started " + application.getSimpleName() + " in";
        this.arguments = new ArrayList<>(List.of(
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                application.getName(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.application.name=" + service,
                "--tx.client.instance=" + name));
        arguments.addAll(own);
        process = start();
    }

    private JavaProcess start() {
        return JavaProcess.start(name, readyLine, arguments);
    }

    /** Waits until it serves and is connected to a manager: only then can a group of it be struck where it is wanted. */
    public Instance awaitReady() throws IOException, InterruptedException {
        if (isServing()) {
            return this;
        }
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
        ready = true;
        return this;
    }

    /** Starts it again if it is gone. */
    void revive() throws IOException, InterruptedException {
        if (!answers()) {
            restart();
            awaitReady();
        }
    }

    /** Starts it again, and does not wait for it; it must have been killed. */
    public void restart() {
        ready = false;
        process.close();
        process = start();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Whether there is a process, whatever that does. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has been waited for, and has not been killed since. */
    public boolean isServing() {
        return ready && process.isAlive();
    }

    /** In how many groups it takes part now. */
    public int units() throws IOException, InterruptedException {
        return Integer.parseInt(get("/units"));
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

    /** Where it is called. */
    public String address() {
        return address.toString();
    }

    /** Has it struck when it next comes to that point. */
    public void arm(Point point, Target target) throws IOException, InterruptedException {
        int status = post("/arm?point=" + point + "&target=" + target);
        if (status != 200) {
            throw new IOException(name + " can't be armed: status " + status);
        }
    }

    /** Whether a strike still waits for its point. */
    public boolean isArmed() throws IOException, InterruptedException {
        return get("/armed").equals("true");
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The status that it answers; whoever calls waits. */
    public int post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Its answer, which may take long. */
    public CompletableFuture<HttpResponse<String>> ask(String path, Duration within) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(within)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What it last wrote. */
    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
