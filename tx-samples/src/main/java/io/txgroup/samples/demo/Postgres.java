package io.txgroup.samples.demo;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.txgroup.samples.demo.Databases.Name;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL from a Maven artifact.
 *
 * <p>PostgreSQL refuses to run as root. The library then starts it by {@code unshare -U}, which neither a chroot nor most
 * containers allow; there the demo puts an {@code unshare} of its own first in the path, which becomes {@code nobody}.
 */
final class Postgres implements AutoCloseable {
    private static final int NOBODY = 65534;

    private static final String UNSHARE =
            """
            #!/bin/sh
            # called as: unshare -U COMMAND...
            shift
            exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
            """;

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** The directory that a process which starts PostgreSQL must have first in its path. */
    static Path commands(Path runDirectory) {
        return runDirectory.resolve("bin");
    }

    /** {@code programs} keeps what was unpacked, for the next start. */
    static Postgres start(Path runDirectory, Path programs, String password) throws IOException, InterruptedException {
        Path home = Files.createDirectory(runDirectory.resolve("postgres"));
        Path data = Files.createDirectory(
                home.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path passwordFile = Files.writeString(home.resolve("password"), password);
        if (isRoot(runDirectory) && !unshareWorks()) {
            becomeNobody(runDirectory, home, data, passwordFile);
            return start(Files.createDirectory(home.resolve("programs")), data, password, passwordFile);
        }
        try (FileChannel lock =
                FileChannel.open(programs.resolveSibling(programs.getFileName() + ".lock"), CREATE, WRITE)) {
            lock.lock();
            deleteIfHalfUnpacked(programs);
            return start(Files.createDirectories(programs), data, password, passwordFile);
        }
    }

    private static Postgres start(Path programs, Path data, String password, Path passwordFile) throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPort(BackendPorts.free())
                .setOverrideWorkingDirectory(programs.toFile())
                .setDataDirectory(data)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setRegisterShutdownHook(false)
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", passwordFile.toString())
                .setConnectConfig("password", password)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_prepared_transactions", "200")
                .setErrorRedirector(Redirect.INHERIT)
                .setOutputRedirector(Redirect.INHERIT)
                .start();
        Files.delete(passwordFile);
        return new Postgres(server);
    }

    /** The library takes every file that it finds for a whole one. */
    private static void deleteIfHalfUnpacked(Path programs) throws IOException {
        if (!Files.exists(programs)) {
            return;
        }
        try (Stream<Path> files = Files.find(programs, 2, (file, any) -> file.endsWith(".exists"))) {
            if (files.findAny().isEmpty()) {
                Directories.delete(programs);
            }
        }
    }

    /** Ends a server that is still starting, or of which nothing else is known. */
    static void killServer(Path runDirectory) throws IOException, InterruptedException {
        Path pidFile = runDirectory.resolve("postgres").resolve("data").resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        ProcessHandle server = lines.isEmpty()
                ? null
                : ProcessHandle.of(Long.parseLong(lines.get(0))).orElse(null);
        if (server != null) {
            // its quick way to end, which frees the shared memory that a kill would leave
            new ProcessBuilder("kill", "-QUIT", lines.get(0)).start().waitFor();
            server.onExit().completeOnTimeout(server, 5, TimeUnit.SECONDS).join();
        }
    }

    private static boolean isRoot(Path ours) throws IOException {
        return Files.getAttribute(ours, "unix:uid").equals(0);
    }

    private static boolean unshareWorks() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-U", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The programs must then be where nobody may go, which the directory they are kept in need not be. */
    private static void becomeNobody(Path runDirectory, Path... owned) throws IOException {
        Path unshare = Files.createDirectory(commands(runDirectory)).resolve("unshare");
        Files.writeString(unshare, UNSHARE);
        Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(runDirectory, PosixFilePermissions.fromString("rwx--x--x"));
        for (Path path : owned) {
            Files.setAttribute(path, "unix:uid", NOBODY);
        }
    }

    int port() {
        return server.getPort();
    }

    /** Databases that belong to the user {@code demo}. */
    void create(String password, Name... databases) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + Databases.USER + " login password '" + password + "'");
            for (Name database : databases) {
                statement.execute("create database \"" + database.service() + "\" owner " + Databases.USER);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
