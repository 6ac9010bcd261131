package io.txgroup.verification.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server on 127.0.0.1 and a free port, started at its first use in this JVM and stopped at the JVM's
 * end; in a container where those are {@linkplain Image#areWanted wanted}. Tests share it and each have a database of
 * their own.
 */
public final class PostgresServer {
    /** The user that owns everything; it has no password. */
    public static final String USER = "postgres";

    private static final AtomicInteger databases = new AtomicInteger();

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final String HERE = "127.0.0.1";

    private final int port;

    private PostgresServer(int preparedTransactions) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("listen_addresses", HERE);
        settings.put("max_connections", "300");
        settings.put("max_prepared_transactions", Integer.toString(preparedTransactions));
        port = Image.areWanted() ? inContainer(settings) : embedded(settings);
    }

    private static int embedded(Map<String, String> settings) {
        EmbeddedPostgres.Builder postgres = EmbeddedPostgres.builder().setPGStartupWait(READY_WITHIN);
        settings.forEach(postgres::setServerConfig);
        try {
            return postgres.start().getPort(); // and stopped by its own shutdown hook
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }

    private static int inContainer(Map<String, String> settings) {
        return ListeningServer.start(
                        "PostgreSQL",
                        READY_WITHIN,
                        free -> ServerContainer.start(new ContainerRecipe(
                                Image.POSTGRESQL,
                                Map.of("POSTGRES_HOST_AUTH_METHOD", "trust"),
                                command(settings, free),
                                "ready to accept connections",
                                2)))
                .port();
    }

    private static List<String> command(Map<String, String> settings, int port) {
        List<String> command = new ArrayList<>(List.of("postgres"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        command.addAll(List.of("-c", "port=" + port));
        return command;
    }

    /** The JVM's server. */
    public static PostgresServer shared() {
        return Holder.SERVER;
    }

    /** Another server for the whole JVM, which refuses to prepare transactions, as PostgreSQL does unless it is told. */
    public static PostgresServer withoutPreparedTransactions() {
        return HolderWithoutPrepare.SERVER;
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

    /** Removes a database of {@link #newDatabase}, whoever is still connected: they fill the disk. */
    public void dropDatabase(String url) {
        String name = url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
        execute("DROP DATABASE " + name + " WITH (FORCE)");
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + sql, e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    private String url(String database) {
        return "jdbc:postgresql://" + HERE + ":" + port + "/" + database + "?user=" + USER;
    }

    private static final class Holder {
        static final PostgresServer SERVER = new PostgresServer(100);
    }

    private static final class HolderWithoutPrepare {
        static final PostgresServer SERVER = new PostgresServer(0);
    }
}
