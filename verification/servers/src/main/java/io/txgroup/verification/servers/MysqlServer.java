package io.txgroup.verification.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real MySQL server on 127.0.0.1 and a free port, in a container: no Maven artifact has one. Started at its first use in
 * this JVM and removed at the JVM's end; tests share it and each have a database of their own. Needs MySQL's JDBC driver.
 */
public final class MysqlServer {
    /** The user that owns everything; it has no password. */
    public static final String USER = "root";

    private static final AtomicInteger databases = new AtomicInteger();
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final int port;

    private MysqlServer() {
        port = ListeningServer.start("MySQL", READY_WITHIN, free -> ServerContainer.start(recipe(free)))
                .port();
    }

    private static ContainerRecipe recipe(int port) {
        return new ContainerRecipe(
                Image.MYSQL,
                Map.of("MYSQL_ALLOW_EMPTY_PASSWORD", "1", "MYSQL_ROOT_HOST", "%"),
                List.of(
                        "mysqld",
                        "--bind-address=127.0.0.1",
                        "--port=" + port,
                        "--mysqlx=OFF",
                        "--skip-name-resolve",
                        "--max-connections=300",
                        "--innodb-buffer-pool-size=64M"),
                "port: " + port + " ",
                1);
    }

    /** Whether it can be had: where containers are wanted. */
    public static boolean isThere() {
        return Image.areWanted();
    }

    /**
     * The JVM's server.
     *
     * @throws IllegalStateException if containers are not wanted
     */
    public static MysqlServer shared() {
        if (!isThere()) {
            throw new IllegalStateException("MySQL runs only in a container: run the tests with -Pcontainers");
        }
        return Holder.SERVER;
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
        try (Connection connection = DriverManager.getConnection(url("mysql"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("MySQL refuses: " + sql, e);
        }
    }

    private String url(String database) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + database + "?sslMode=DISABLED&user=" + USER;
    }

    private static final class Holder {
        static final MysqlServer SERVER = new MysqlServer();
    }
}
