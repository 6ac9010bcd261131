package io.txgroup.verification.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The installed nginx with the product's own configuration, on free ports of 127.0.0.1: only the managers' addresses, and the
 * addresses that it listens on, are changed. It is started by the first {@link #reload}. Thread-safe.
 */
public final class NginxServer implements AutoCloseable {
    /** What to say where it is wanted and not installed. */
    public static final String MISSING =
            "nginx is not installed, so nothing goes through it; on Debian: apt-get install nginx libnginx-mod-stream";

    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final int NOBODY = 9;
    private static final Path STREAM_MODULE = Path.of("/usr/lib/nginx/modules");

    private final Path folder;
    private final int httpPort = FreePort.find();
    private final int tcpPort = FreePort.find();
    private @Nullable ServerProcess process;

    private NginxServer(Path folder, Path configuration, Map<String, String> variants) throws IOException {
        this.folder = folder;
        try (Stream<Path> files = Files.walk(configuration)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(configuration.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                String text = Files.readString(file)
                        .replaceAll("listen (8080|8443)", "listen 127.0.0.1:" + httpPort)
                        .replaceAll("listen (7300|7343)", "listen 127.0.0.1:" + tcpPort);
                Files.writeString(copy, text);
            }
        }
        if (Files.isDirectory(STREAM_MODULE)) {
            Files.createSymbolicLink(folder.resolve("modules"), STREAM_MODULE);
        }
        for (Map.Entry<String, String> variant : variants.entrySet()) {
            Path main = folder.resolve("nginx.conf");
            Files.writeString(main, Files.readString(main).replace("/" + variant.getKey(), "/" + variant.getValue()));
        }
        name("http-managers.conf", List.of(NOBODY));
        name("tcp-managers.conf", List.of(NOBODY));
    }

    /** Whether there is one on the PATH; Debian's packages are nginx and libnginx-mod-stream. */
    public static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "nginx")));
    }

    /**
     * Takes the configuration.
     *
     * @param configuration the product's folder {@code nginx}
     * @param variants files of its configuration by the names of those in whose place they are included, such as {@code
     *     https.conf} by {@code http.conf}
     */
    public static NginxServer with(Path configuration, Map<String, String> variants) {
        try {
            return new NginxServer(Folders.create("nginx"), configuration, variants);
        } catch (IOException e) {
            throw new UncheckedIOException("nginx can't be configured from " + configuration, e);
        }
    }

    private void name(String file, List<Integer> managers) throws IOException {
        Path path = folder.resolve("txgroup").resolve(file);
        List<String> lines = Files.readAllLines(path);
        String first = lines.stream()
                .filter(line -> line.strip().startsWith("server "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(file + " names no manager"));
        String rest = lines.stream()
                .filter(line -> !line.strip().startsWith("server ") && !line.equals("}"))
                .collect(Collectors.joining("\n"));
        String servers = managers.stream()
                .map(manager -> first.replaceFirst("server \\S+", "server 127.0.0.1:" + manager))
                .collect(Collectors.joining("\n"));
        Files.writeString(path, rest + "\n" + servers + "\n}\n");
    }

    private ServerProcess run() {
        ServerProcess started = ServerProcess.start(
                folder,
                "start worker process",
                List.of(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString(),
                        "-e",
                        "stderr",
                        "-g",
                        "daemon off; error_log stderr notice; pid " + folder.resolve("nginx.pid") + ";"));
        if (!started.awaitReady(READY_WITHIN)) {
            String output = started.output();
            started.stop();
            throw new IllegalStateException("nginx did not start, it said:\n" + output);
        }
        return started;
    }

    /** The port of the API and the pages. */
    public int httpPort() {
        return httpPort;
    }

    /** The port for services. */
    public int tcpPort() {
        return tcpPort;
    }

    /** Where its configuration is, for instance for certificates. */
    public Path folder() {
        return folder;
    }

    /**
     * Has it use these managers of 127.0.0.1 from now on, as an operator does: connections that are open stay. The first
     * time it is started by this.
     */
    public synchronized void reload(List<Integer> http, List<Integer> tcp) {
        try {
            name("http-managers.conf", http);
            name("tcp-managers.conf", tcp);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (process == null) {
            process = run();
        } else {
            process.signal("HUP");
        }
    }

    /** As {@link #reload(List, List)} where nobody asks for the web port: that leads to nobody. */
    public void reload(List<Integer> tcp) {
        reload(List.of(NOBODY), tcp);
    }

    /** Ends it, which breaks every connection; {@link #start()} has it back on the same ports. */
    public synchronized void stop() {
        if (process != null) {
            process.stop();
        }
    }

    /** Starts it again with the managers that it had. */
    public synchronized void start() {
        process = run();
    }

    /** Both, one after the other. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** What it last wrote. */
    public synchronized String output() {
        return process == null ? "" : process.output();
    }

    @Override
    public synchronized void close() {
        if (process != null && process.isAlive()) {
            process.stop();
        }
        Folders.delete(folder);
    }
}
