package io.txgroup.verification.servers;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A real Redis server on 127.0.0.1 and a free port, a process of its own, or a container where those are
 * {@linkplain Image#areWanted wanted} instead of the embedded one. It ends with {@link #close()} or with this JVM, and
 * leaves nothing behind. Without options it keeps nothing on disk.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final int NOBODY = 0;
    private static final String READY = "Ready to accept connections";

    private final Path folder = Folders.create("redis");
    private final int port;
    private RunningServer server;
    private int follows = NOBODY;

    private RedisServer(RedisBinary binary, List<String> options) {
        try {
            ListeningServer listening = ListeningServer.start("Redis", READY_WITHIN, launcher(binary, options));
            port = listening.port();
            server = listening.server();
        } catch (IllegalStateException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    private IntFunction<RunningServer> launcher(RedisBinary binary, List<String> options) {
        if (binary == RedisBinary.EMBEDDED && Image.areWanted()) {
            return free -> ServerContainer.start(new ContainerRecipe(
                    Image.REDIS, Map.of(), command("redis-server", free, options, List.of()), READY, 1));
        }
        String program = binary.unpacked(folder);
        List<String> data = List.of("--dir", folder.toString());
        return free -> ServerProcess.start(folder, READY, command(program, free, options, data));
    }

    private static List<String> command(String program, int port, List<String> options, List<String> data) {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--repl-diskless-sync",
                "yes",
                "--repl-diskless-sync-delay",
                "0"));
        command.addAll(data);
        command.addAll(options);
        return command;
    }

    /** Starts a master, with further options such as {@code --appendonly yes}, each word by itself. */
    public static RedisServer start(RedisBinary binary, String... options) {
        return new RedisServer(binary, List.of(options));
    }

    /** Starts a replica of the server that listens on, or is reached through, that port. */
    public static RedisServer startReplica(RedisBinary binary, int masterPort, String... options) {
        RedisServer replica = start(binary, options);
        replica.follow(masterPort);
        return replica;
    }

    private void follow(int masterPort) {
        follows = masterPort;
        command("REPLICAOF", "127.0.0.1", Integer.toString(masterPort));
    }

    /** Makes a replica a master, as it is; it stays one when it is started again. */
    public void promote() {
        command("REPLICAOF", "NO", "ONE");
        follows = NOBODY;
    }

    /** The port that it listens on; the same after a restart. */
    public int port() {
        return port;
    }

    /** Where it works; in a container it has its data elsewhere. */
    Path folder() {
        return folder;
    }

    /** The server's own process id; another after a restart. */
    public long pid() {
        return server.pid();
    }

    /** How long it has kept processors busy; zero where the system does not say. */
    public Duration processorTime() {
        return server.processorTime();
    }

    /** Whether the process is there, stopped or not. */
    public boolean isAlive() {
        return server.isAlive();
    }

    /** Shuts it down as a service manager does. */
    public void stop() {
        server.stop();
    }

    /** Kills it as {@code kill -9} does. */
    public void kill() {
        server.kill();
    }

    /** Stops the process where it stands (SIGSTOP): its connections stay, nothing is answered. */
    public void pause() {
        server.signal("STOP");
    }

    /** Lets a paused process go on. */
    public void resume() {
        server.signal("CONT");
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}, with the same port, folder and options. */
    public void restart() {
        if (server.isAlive()) {
            throw new IllegalStateException("Redis on port " + port + " is still running");
        }
        server = server.startAgain();
        if (!server.awaitReady(READY_WITHIN)) {
            throw new IllegalStateException("Redis did not start again, it said:\n" + server.output());
        }
        if (follows != NOBODY) {
            follow(follows);
        }
    }

    /** Runs one command on a connection of its own and returns a simple, integer or bulk reply as text. */
    public String command(String... words) {
        StringBuilder request = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            request.append("$").append(length).append("\r\n").append(word).append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) ANSWER_WITHIN.toMillis());
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return reply(new DataInputStream(new BufferedInputStream(socket.getInputStream())));
        } catch (IOException e) {
            throw new UncheckedIOException("Redis on port " + port + " did not answer " + words[0], e);
        }
    }

    private static String reply(DataInputStream in) throws IOException {
        char kind = (char) in.readByte();
        StringBuilder line = new StringBuilder();
        for (char c = (char) in.readByte(); c != '\r'; c = (char) in.readByte()) {
            line.append(c);
        }
        in.readByte();
        if (kind == '-') {
            throw new IllegalStateException("Redis says: " + line);
        }
        if (kind != '$') {
            return line.toString();
        }
        byte[] bulk = in.readNBytes(Math.max(0, Integer.parseInt(line.toString())));
        return new String(bulk, StandardCharsets.UTF_8);
    }

    /** What it last wrote, for the report of a failure. */
    public String output() {
        return server.output();
    }

    @Override
    public void close() {
        server.discard();
        Folders.delete(folder);
    }

    @Override
    public String toString() {
        return "Redis on 127.0.0.1:" + port + ", pid " + server.pid();
    }
}
