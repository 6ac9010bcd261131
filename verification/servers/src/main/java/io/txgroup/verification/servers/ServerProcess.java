package io.txgroup.verification.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server as a child process that never outlives this JVM: a small shell watches its own standard input, which ends
 * with this JVM however that ends, and then kills the server and removes its folder. Keeps the server's last output.
 */
final class ServerProcess implements RunningServer {
    private static final int KEPT_LINES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Runs the server in the background, which first tells its pid, and waits for whichever ends first: server or standard input. */
    private static final String WATCH =
            """
            folder=$1; shift
            exec 3<&0
            sh -c 'echo "pid $$"; exec "$@"' server "$@" 3<&- </dev/null & server=$!
            (cat <&3 >/dev/null; kill -9 $server; rm -rf "$folder") >/dev/null 2>&1 & watcher=$!
            wait $server
            kill $watcher
            """;

    private final Launch launch;
    private final Process shell;
    private final ProcessHandle server;
    private final Deque<String> output = new ArrayDeque<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    /** What to start, and where. */
    private record Launch(Path folder, String readyLine, List<String> command) {}

    private ServerProcess(Launch launch, Process shell, BufferedReader lines, ProcessHandle server) {
        this.launch = launch;
        this.shell = shell;
        this.server = server;
        Thread reader = new Thread(() -> read(lines, launch.readyLine()), "output-of-" + server.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a server; the folder is removed if this JVM dies first. */
    static ServerProcess start(Path folder, String readyLine, List<String> command) {
        List<String> watched = new ArrayList<>(List.of("sh", "-c", WATCH, "watch", folder.toString()));
        watched.addAll(command);
        try {
            Process shell = new ProcessBuilder(watched)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
            String first = lines.readLine();
            if (first == null || !first.startsWith("pid ")) {
                throw new IOException("it said: " + first);
            }
            long pid = Long.parseLong(first.substring("pid ".length()));
            ProcessHandle server = ProcessHandle.of(pid).orElseGet(shell::toHandle);
            return new ServerProcess(new Launch(folder, readyLine, List.copyOf(command)), shell, lines, server);
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + " can't be started", e);
        }
    }

    private void read(BufferedReader lines, String readyLine) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                if (line.contains(readyLine)) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            keep("(its output ended: " + e.getMessage() + ")");
        } finally {
            ready.complete(false);
        }
    }

    private synchronized void keep(String line) {
        output.addLast(line);
        if (output.size() > KEPT_LINES) {
            output.removeFirst();
        }
    }

    @Override
    public boolean awaitReady(Duration atMost) {
        try {
            return ready.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a server started", e);
        }
    }

    @Override
    public long pid() {
        return server.pid();
    }

    @Override
    public Duration processorTime() {
        return server.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public boolean isAlive() {
        return server.isAlive();
    }

    @Override
    public void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("Process " + pid() + " can't be sent " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a signal was sent", e);
        }
    }

    @Override
    public void stop() {
        stop(PATIENCE);
    }

    /** As {@link #stop()}, with another patience; whether it ended by itself. */
    boolean stop(Duration atMost) {
        server.destroy();
        boolean byItself = ended(atMost);
        if (!byItself) {
            kill();
        }
        release();
        return byItself;
    }

    @Override
    public void kill() {
        server.destroyForcibly();
        if (!ended(PATIENCE)) {
            throw new IllegalStateException("Process " + pid() + " can't be killed");
        }
        release();
    }

    @Override
    public RunningServer startAgain() {
        return start(launch.folder(), launch.readyLine(), launch.command());
    }

    @Override
    public void discard() {
        kill();
    }

    private boolean ended(Duration atMost) {
        try {
            server.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a server ended", e);
        }
    }

    /** Waits for the shell to have ended too: only then it can't remove a folder that is used again. */
    private void release() {
        try {
            shell.waitFor(10, TimeUnit.SECONDS);
            shell.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a server ended", e);
        }
    }

    @Override
    public synchronized String output() {
        return String.join("\n", output);
    }
}
