package io.txgroup.samples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The child processes that are running, and their end; thread-safe. */
final class Processes {
    private static final Duration SERVICES_END = Duration.ofSeconds(5);
    private static final Duration BACKENDS_END = Duration.ofSeconds(20);

    /** Ends last, and removes the directory of the run. */
    static final String BACKENDS = "databases";

    private final Path logs;
    private final Map<String, ChildProcess> running = new LinkedHashMap<>();
    private final Set<String> jobs = new HashSet<>();
    private boolean closed;

    /** The logs of an earlier run go. */
    Processes(Path logs) throws IOException {
        Directories.delete(logs);
        this.logs = Files.createDirectories(logs);
    }

    synchronized ChildProcess start(String name, List<String> command, Map<String, String> environment)
            throws IOException {
        if (closed) {
            throw new DemoException("The demo is ending: " + name + " is not started");
        }
        ChildProcess process = ChildProcess.start(name, log(name), command, environment);
        running.put(name, process);
        return process;
    }

    /** One that ends when its work is done: {@link #awaitEnd} waits for that. */
    synchronized ChildProcess startJob(String name, List<String> command, Map<String, String> environment)
            throws IOException {
        jobs.add(name);
        return start(name, command, environment);
    }

    Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** {@code kill -9}; returns the process id. */
    synchronized long kill(String name) {
        ChildProcess process = running.remove(name);
        if (process == null) {
            throw new IllegalArgumentException(name + " is not running");
        }
        process.kill();
        return process.pid();
    }

    /** Lets a process end by itself; returns its exit value. */
    int awaitEnd(ChildProcess process, Duration limit) throws InterruptedException {
        int status = process.awaitEnd(limit);
        synchronized (this) {
            running.remove(process.name());
        }
        return status;
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Fails if one is gone that should be there. */
    synchronized void requireAlive() {
        running.values().stream()
                .filter(process -> !jobs.contains(process.name()))
                .forEach(ChildProcess::requireAlive);
    }

    /** Ends them all: what uses the databases first. */
    synchronized void close() throws InterruptedException {
        closed = true;
        ChildProcess backends = running.remove(BACKENDS);
        running.values().forEach(ChildProcess::hangUp);
        for (ChildProcess process : running.values()) {
            process.awaitEnd(SERVICES_END);
        }
        if (backends != null) {
            backends.hangUp();
            backends.awaitEnd(BACKENDS_END);
        }
        running.clear();
    }
}
