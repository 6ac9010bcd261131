package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A Redis Sentinel on 127.0.0.1 and a free port, a process of its own, that watches one master and makes a replica of it the master
 * once it is gone. Alone it decides alone. It ends with {@link #close()} or with this JVM, and leaves nothing behind.
 */
public final class RedisSentinel implements AutoCloseable {
    /** What it calls what it watches. */
    public static final String MASTER = "watched";

    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final String READY = "+monitor master " + MASTER;
    private static final int GONE_AFTER_MILLIS = 400;

    private final Path folder = Folders.create("sentinel");
    private final ListeningServer listening;

    private RedisSentinel(RedisBinary binary, int master) {
        try {
            listening = ListeningServer.start("Sentinel", READY_WITHIN, launcher(binary.unpacked(folder), master));
        } catch (IllegalStateException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    /** Starts one that watches the master on that port, also in a run that has its other servers in containers. */
    public static RedisSentinel watching(RedisBinary binary, int master) {
        return new RedisSentinel(binary, master);
    }

    private IntFunction<RunningServer> launcher(String program, int master) {
        return free -> {
            Path file = folder.resolve("sentinel.conf");
            try {
                // it writes there what it finds out
                Files.write(
                        file,
                        List.of(
                                "port " + free,
                                "bind 127.0.0.1",
                                "dir " + folder,
                                "sentinel monitor " + MASTER + " 127.0.0.1 " + master + " 1",
                                "sentinel down-after-milliseconds " + MASTER + " " + GONE_AFTER_MILLIS,
                                "sentinel failover-timeout " + MASTER + " 5000"));
            } catch (IOException e) {
                throw new UncheckedIOException("Sentinel's configuration can't be written", e);
            }
            return ServerProcess.start(folder, READY, List.of(program, file.toString(), "--sentinel"));
        };
    }

    /** The port that it listens on. */
    public int port() {
        return listening.port();
    }

    /** What it last wrote, for the report of a failure. */
    public String output() {
        return listening.server().output();
    }

    @Override
    public void close() {
        listening.server().discard();
        Folders.delete(folder);
    }
}
