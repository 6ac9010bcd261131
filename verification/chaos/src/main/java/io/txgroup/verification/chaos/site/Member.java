package io.txgroup.verification.chaos.site;

import io.txgroup.verification.chaos.links.Links;
import io.txgroup.verification.servers.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One process of the site, a manager or an instance of a service; it can be killed, paused and started again, and its links
 * follow it. Thread-safe, but whoever strikes it must be alone at that.
 */
public final class Member implements AutoCloseable {
    private static final int STARTS = 3;

    /** More than what a web server and a service may take together, by default, to end what they have. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(50);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final String name;
    private final Kind kind;
    private final List<String> arguments;
    private final Links links;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile JavaProcess process;
    private volatile int port;

    /** What kinds there are. */
    enum Kind {
        MANAGER("Started TxManagerApplication", "listens on /127\\.0\\.0\\.1:(\\d+) for peers"),
        SERVICE("Started Bank in", "Tomcat started on port (\\d+)");

        private final String readyLine;
        private final Pattern port;

        Kind(String readyLine, String port) {
            this.readyLine = readyLine;
            this.port = Pattern.compile(port);
        }
    }

    Member(String name, Kind kind, List<String> arguments, Links links) {
        this.name = name;
        this.kind = kind;
        this.arguments = List.copyOf(arguments);
        this.links = links;
        this.process = launch();
    }

    private JavaProcess launch() {
        return JavaProcess.start(name, kind.readyLine, arguments);
    }

    /**
     * Waits until it serves, and launches it again, as a service manager does, if it ends because what it needs was just
     * struck, or was too slow.
     */
    void awaitReady() {
        for (int tries = 1; ; tries++) {
            try {
                port = process.awaitReady().said(kind.port);
                links.moved(name, port);
                return;
            } catch (IllegalStateException e) {
                if (tries == STARTS) {
                    throw e;
                }
                process = launch();
            }
        }
    }

    /** Its name, which its links have too. */
    public String name() {
        return name;
    }

    /** Kills it as {@code kill -9} does. */
    public void kill() {
        process.kill();
        end();
    }

    /**
     * Asks it to end, as a service manager does, and waits for it; how long it took. Nobody can connect to it meanwhile, and
     * it answers what it has.
     *
     * @throws IllegalStateException if it had to be killed
     */
    public Duration stop() {
        links.closing(name);
        long began = System.nanoTime();
        boolean byItself = process.stop(STOPS_WITHIN);
        end();
        if (!byItself) {
            throw new IllegalStateException(name + " did not end within " + STOPS_WITHIN.toSeconds()
                    + " s of SIGTERM and was killed; its log says what it waited for");
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void end() {
        links.gone(name);
        process.close();
    }

    /** Starts it again after {@link #kill()} or {@link #stop()}, and waits until it serves. */
    public void start() {
        if (process.isAlive()) {
            throw new IllegalStateException(name + " is still running");
        }
        process = launch();
        awaitReady();
    }

    /** Stops it where it stands. */
    public void pause() {
        process.pause();
    }

    /** Lets it go on. */
    public void resume() {
        process.resume();
    }

    /** Whether the process is there. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it answers, past all links. */
    public String ask(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER_WITHIN)
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    name + " answered " + path + " with " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
