package io.txgroup.samples.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What a run has from its first moment; its directory holds all that is temporary. */
record Run(Progress progress, Jvm jvm, Path directory, Processes processes) {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Something that comes true while the processes work. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** However it goes on, all that is started in this run ends with this process. */
    static Run begin(Installation installation, Jvm jvm, Progress progress) throws IOException {
        // not made here: Backends makes and removes it, for it outlives this process
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "txgroup-demo-" + UUID.randomUUID());
        Run run = new Run(progress, jvm, directory, new Processes(installation.logs()));
        Runtime.getRuntime().addShutdownHook(new Thread(run::end, "demo-end"));
        return run;
    }

    /** Fails when a process is gone, and at a limit that a slow machine does not come near. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        await(what, LIMIT, condition);
    }

    /** The same with another limit. */
    void await(String what, Duration limit, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            processes.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new DemoException("Gave up waiting for " + what + " after " + limit.toMinutes() + " min");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    void say(String line) {
        progress.say(line);
    }

    ChildProcess start(String name, List<String> command, Map<String, String> environment) throws IOException {
        return processes.start(name, command, environment);
    }

    /** One that ends when its work is done. */
    ChildProcess startJob(String name, List<String> command, Map<String, String> environment) throws IOException {
        return processes.startJob(name, command, environment);
    }

    void end() {
        if (processes.closed()) {
            return;
        }
        progress.say("Ending the demo's processes");
        try {
            processes.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Directories.delete(directory);
        }
        progress.say("Ended");
    }
}
