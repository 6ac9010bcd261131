package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Databases.Name;
import io.txgroup.verification.servers.MariaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.tools.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;

/**
 * The process that runs Redis, PostgreSQL, MariaDB and H2. However the launcher ends, this process sees the end of its standard
 * input, stops the servers that it started and removes the directory of the run.
 */
public final class Backends {
    static final String REDIS_PASSWORD = "DEMO_REDIS_PASSWORD";
    static final String POSTGRES_PASSWORD = "DEMO_POSTGRES_PASSWORD";
    static final String MARIA_PASSWORD = "DEMO_MARIA_PASSWORD";
    static final String H2_PASSWORD = "DEMO_H2_PASSWORD";

    private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Logger log = LoggerFactory.getLogger(Backends.class);

    private interface Stop {
        void run() throws Exception;
    }

    private final Path runDirectory;
    private final Path programs;
    private final Deque<Stop> stops = new ArrayDeque<>();
    private final CountDownLatch endOfInput = new CountDownLatch(1);
    private final AtomicBoolean up = new AtomicBoolean();

    private Backends(Path runDirectory, Path programs) {
        this.runDirectory = runDirectory;
        this.programs = programs;
    }

    /** With the directory of the run, which this process makes, and one that stays for unpacked programs. */
    public static void main(String[] args) throws IOException {
        Backends backends = new Backends(Path.of(args[0]), Path.of(args[1]));
        Files.createDirectory(backends.runDirectory, OURS_ALONE);
        Thread watch = new Thread(backends::endWithTheLauncher, "launcher-watch");
        watch.setDaemon(true);
        watch.start();
        int status = 0;
        try {
            backends.start();
            backends.endOfInput.await();
        } catch (Exception e) {
            log.error("The demo's servers don't start", e);
            status = 1;
        } finally {
            backends.stop();
        }
        System.exit(status);
    }

    private void start() throws Exception {
        int redis = startRedis();
        requireLauncher();
        int postgres = startPostgres();
        requireLauncher();
        int maria = startMaria();
        requireLauncher();
        int h2 = startH2();
        new BackendPorts(redis, postgres, maria, h2).write(runDirectory);
        up.set(true);
    }

    private void requireLauncher() {
        if (endOfInput.getCount() == 0) {
            throw new DemoException("The launcher is gone");
        }
    }

    /** In the middle of a start there is nobody to stop the servers in their own way. */
    private void endWithTheLauncher() {
        Child.awaitEndOfInput();
        endOfInput.countDown();
        if (up.get()) {
            return;
        }
        try {
            killServers();
            TimeUnit.SECONDS.sleep(1);
            killServers();
        } catch (InterruptedException | IOException e) {
            log.error("A server may stay behind", e);
        }
        Directories.delete(runDirectory);
        Runtime.getRuntime().halt(1);
    }

    private void killServers() throws IOException, InterruptedException {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Postgres.killServer(runDirectory);
    }

    /** Durable as a manager's Redis should be: every write is on disk before it is answered. */
    private int startRedis() throws IOException {
        int port = BackendPorts.free();
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("requirepass " + System.getenv(REDIS_PASSWORD))
                .setting("dir " + Files.createDirectory(runDirectory.resolve("redis")))
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("save \"\"")
                .soutListener(line -> log.info("redis: {}", line))
                .build();
        stops.push(redis::stop);
        redis.start();
        return port;
    }

    private int startPostgres() throws IOException, SQLException, InterruptedException {
        Postgres postgres = Postgres.start(runDirectory, programs, System.getenv(POSTGRES_PASSWORD));
        stops.push(postgres::close);
        postgres.create(System.getenv(POSTGRES_PASSWORD), Name.ORDER, Name.ACCOUNT);
        return postgres.port();
    }

    private int startMaria() throws IOException {
        Path folder = Files.createDirectory(runDirectory.resolve("mariadb"));
        String database = Name.LEDGER.service();
        String user = "'" + Databases.USER + "'@'127.0.0.1'";
        MariaServer maria = MariaServer.start(
                folder,
                programs.resolveSibling("mariadb"),
                List.of(
                        // nobody but our user gets in
                        "delete from mysql.global_priv where user in ('', 'root');",
                        "flush privileges;",
                        "create database " + database + ";",
                        "create user " + user + " identified by '" + System.getenv(MARIA_PASSWORD) + "';",
                        "grant all on " + database + ".* to " + user + ";",
                        // to see the transactions of others
                        "grant process on *.* to " + user + ";"));
        stops.push(maria::close);
        return maria.port();
    }

    private int startH2() throws IOException, SQLException {
        Path directory = Files.createDirectory(runDirectory.resolve("h2"));
        // else H2 looks up this host's name, which need not resolve
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Server server = Server.createTcpServer(
                        "-tcpPort",
                        "0",
                        "-baseDir",
                        directory.toString(),
                        "-ifNotExists",
                        "-tcpPassword",
                        System.getenv(H2_PASSWORD))
                .start();
        stops.push(server::stop);
        String url = Name.STORAGE.url(new BackendPorts(0, 0, 0, server.getPort())) + ";DB_CLOSE_DELAY=-1";
        try (Connection connection = DriverManager.getConnection(url, Databases.USER, System.getenv(H2_PASSWORD))) {
            log.info("h2: {}", connection.getMetaData().getURL());
        }
        return server.getPort();
    }

    private void stop() {
        while (!stops.isEmpty()) {
            try {
                stops.pop().run();
            } catch (Exception e) {
                log.error("A server does not stop", e);
            }
        }
        Directories.delete(runDirectory);
    }
}
