package io.txgroup.verification.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real MariaDB server on 127.0.0.1 and a free port, a process of its own, or a container where those are
 * {@linkplain Image#areWanted wanted}. It ends with {@link #close()} or with this JVM, however that ends, and its data go
 * with it. A process needs MariaDB's JDBC driver only for {@link #newDatabase}.
 */
public final class MariaServer implements AutoCloseable {
    /** The user that owns everything; it has no password unless the server was started with other words. */
    public static final String USER = "root";

    private static final AtomicInteger databases = new AtomicInteger();
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final List<String> OPTIONS = List.of(
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            // else it makes a certificate at each start, which takes up to ten seconds
            "--skip-ssl",
            "--max-connections=300",
            "--innodb-buffer-pool-size=64M");

    private final Path folder;
    private final ListeningServer listening;

    private MariaServer(Path folder, ListeningServer listening) {
        this.folder = folder;
        this.listening = listening;
    }

    /** The JVM's server, which tests share, each with a database of its own; started at its first use. */
    public static MariaServer shared() {
        return Holder.SERVER;
    }

    /**
     * Starts a server.
     *
     * @param folder an existing empty folder for its data, removed at its end
     * @param programs a folder that stays, for what is unpacked once
     * @param firstWords SQL that the server runs before it lets anybody in, a statement a line; in a container, right after
     * @throws IllegalStateException with the server's last words if it does not start
     */
    public static MariaServer start(Path folder, Path programs, List<String> firstWords) {
        try {
            return Image.areWanted() ? inContainer(folder, firstWords) : asProcess(folder, programs, firstWords);
        } catch (IllegalStateException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    private static MariaServer inContainer(Path folder, List<String> firstWords) {
        MariaServer server = new MariaServer(
                folder,
                ListeningServer.start(
                        "MariaDB",
                        READY_WITHIN,
                        port -> ServerContainer.start(new ContainerRecipe(
                                Image.MARIADB,
                                Map.of("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1", "MARIADB_ROOT_HOST", "%"),
                                command(List.of("mariadbd"), port),
                                "port: " + port + " ",
                                1))));
        // the image's own start script needs its user first
        server.execute(firstWords);
        return server;
    }

    private static MariaServer asProcess(Path folder, Path programs, List<String> firstWords) {
        MariaPrograms mariadb = MariaPrograms.in(programs);
        Path data = folder.resolve("data");
        mariadb.newData(data);
        Path words = folder.resolve("first-words.sql");
        try {
            Files.write(words, firstWords);
        } catch (IOException e) {
            throw new UncheckedIOException("MariaDB's first words can't be written", e);
        }
        List<String> program = new ArrayList<>(mariadb.command(data));
        // its socket is its own, relative to the data: a socket's path must be short
        program.addAll(List.of("--socket=mariadb.sock", "--init-file=" + words));
        ListeningServer listening = ListeningServer.start(
                "MariaDB",
                READY_WITHIN,
                port -> ServerProcess.start(folder, "ready for connections", command(program, port)));
        forget(words);
        return new MariaServer(folder, listening);
    }

    /** There may be passwords in them. */
    private static void forget(Path words) {
        try {
            Files.delete(words);
        } catch (IOException e) {
            throw new UncheckedIOException("MariaDB's first words can't be deleted", e);
        }
    }

    private static List<String> command(List<String> program, int port) {
        List<String> command = new ArrayList<>(program);
        command.addAll(OPTIONS);
        command.add("--port=" + port);
        return command;
    }

    /**
     * Makes an empty database.
     *
     * @param purpose part of its name
     * @return its JDBC URL, with the user
     */
    public String newDatabase(String purpose) {
        String name = purpose.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_") + "_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return url(name);
    }

    /** Removes a database of {@link #newDatabase}; nobody may have a transaction open in it. */
    public void dropDatabase(String url) {
        execute("DROP DATABASE " + url.substring(url.lastIndexOf('/') + 1, url.indexOf('?')));
    }

    private void execute(String sql) {
        execute(List.of(sql));
    }

    private void execute(List<String> statements) {
        try (Connection connection = DriverManager.getConnection(url("mysql"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            // they may have passwords in them
            throw new IllegalStateException("MariaDB refuses one of " + statements.size() + " statements", e);
        }
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port() + "/" + database + "?user=" + USER;
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

    private static final class Holder {
        static final MariaServer SERVER = MariaServer.start(Folders.create("mariadb"), Folders.kept(), List.of());
    }
}
