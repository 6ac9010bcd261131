package io.txgroup.verification.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java application as a process of its own, which ends with {@link #close()} or with this JVM. */
public final class JavaProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final String name;
    private final Path folder;
    private final ServerProcess process;

    private JavaProcess(String name, Path folder, ServerProcess process) {
        this.name = name;
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts it; {@link #awaitReady} waits for it.
     *
     * @param name what messages call it
     * @param readyLine what it says in a line of its output once it can be used
     * @param arguments of {@code java}: options, class path, main class and the application's own
     */
    public static JavaProcess start(String name, String readyLine, List<String> arguments) {
        Path folder = Folders.create(name);
        List<String> command = new ArrayList<>(List.of(JAVA, "-Djava.io.tmpdir=" + folder));
        command.addAll(arguments);
        return new JavaProcess(name, folder, ServerProcess.start(folder, readyLine, command));
    }

    /**
     * Waits until it can be used.
     *
     * @throws IllegalStateException if it ends or takes too long; with the end of its output
     */
    public JavaProcess awaitReady() {
        if (!process.awaitReady(READY_WITHIN)) {
            String output = process.output();
            close();
            throw new IllegalStateException(name + " did not start within " + READY_WITHIN + ", it said:\n" + output);
        }
        return this;
    }

    /** The number that the first group of the pattern matches in what it last said. */
    public int said(Pattern pattern) {
        Matcher matcher = pattern.matcher(process.output());
        if (!matcher.find()) {
            throw new IllegalStateException(name + " has not said " + pattern + ", but:\n" + process.output());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** How long it has kept processors busy; zero where the system does not say. */
    public Duration processorTime() {
        return process.processorTime();
    }

    /** Whether it is there, also if it is paused. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.kill();
    }

    /** Asks it to end, as a service manager does, and kills it only if it takes too long; whether it ended by itself. */
    public boolean stop(Duration atMost) {
        return process.stop(atMost);
    }

    /** Stops it where it stands (SIGSTOP): its connections stay, nothing is answered. */
    public void pause() {
        process.signal("STOP");
    }

    /** Lets it go on. */
    public void resume() {
        process.signal("CONT");
    }

    /** What it last wrote, for the report of a failure. */
    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.stop();
        }
        Folders.delete(folder);
    }
}
