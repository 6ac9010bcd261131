package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The installed nginx with the product's own configuration, on free ports of 127.0.0.1: only the managers' addresses, and the
 * addresses that it listens on, are changed. Thread-safe after its start.
 */
public final class NginxServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final Path STREAM_MODULE = Path.of("/usr/lib/nginx/modules");

    private final Path folder;
    private final int httpPort = FreePort.find();
    private final int tcpPort = FreePort.find();
    private ServerProcess process;

    private NginxServer(Path folder, Path configuration, List<String> http, List<String> tcp) throws IOException {
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
        name("http-managers.conf", http);
        name("tcp-managers.conf", tcp);
        process = run();
    }

    /**
     * Starts it.
     *
     * @param configuration the product's folder {@code nginx}
     * @param http the managers' web ports, as {@code host:port}
     * @param tcp the managers' ports for services
     */
    public static NginxServer start(Path configuration, List<String> http, List<String> tcp) {
        try {
            return new NginxServer(Folders.create("nginx"), configuration, http, tcp);
        } catch (IOException e) {
            throw new UncheckedIOException("nginx can't be configured from " + configuration, e);
        }
    }

    private void name(String file, List<String> managers) throws IOException {
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
                .map(manager -> first.replaceFirst("server \\S+", "server " + manager))
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

    /** The port for services, as {@code host:port}. */
    public String tcpAddress() {
        return "127.0.0.1:" + tcpPort;
    }

    /** Has it use other managers from now on, as an operator does: connections that are open stay. */
    public void reload(List<String> http, List<String> tcp) {
        try {
            name("http-managers.conf", http);
            name("tcp-managers.conf", tcp);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.signal("HUP");
    }

    /** Ends it, which breaks every connection, and starts it again on the same ports. */
    public void restart() {
        process.stop();
        process = run();
    }

    /** What it last wrote. */
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
