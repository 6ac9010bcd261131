package io.txgroup.samples.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of the demo. It ends when its standard input does, and so with the launcher. */
final class ChildProcess {
    private static final int LAST_LINES = 15;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** In a session of its own where the system can do that, so that Ctrl-C reaches the launcher alone. */
    static ChildProcess start(String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        List<String> inSession =
                Stream.concat(setsid().stream(), command.stream()).toList();
        ProcessBuilder builder = new ProcessBuilder(inSession)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ChildProcess(name, log, builder.start());
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Fails with the end of its log if the process is gone. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new DemoException(name + " ended with " + process.exitValue() + ". Its log, " + log + ", ends:\n"
                    + String.join("\n", lastLines()));
        }
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Lets the process see that its launcher goes. */
    void hangUp() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    /** Waits for the end of the process, and forces it at the limit; returns its exit value. */
    int awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
        return process.exitValue();
    }

    private List<String> lastLines() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private static List<String> setsid() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .limit(1)
                .toList();
    }
}
