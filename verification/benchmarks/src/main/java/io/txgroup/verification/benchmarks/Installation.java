package io.txgroup.verification.benchmarks;

import static java.util.Objects.requireNonNull;

import io.txgroup.verification.benchmarks.shop.Order;
import io.txgroup.verification.benchmarks.shop.Storage;
import io.txgroup.verification.benchmarks.shop.StorageWithRedis;
import io.txgroup.verification.servers.JavaProcess;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is measured: the managers' Redis and one of the storage's own, PostgreSQL, two managers, and the two services twice.
 * All of it ends with this JVM.
 */
final class Installation implements AutoCloseable {
    private static final Pattern WEB_PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern PEER_PORT = Pattern.compile("listens on /127\\.0\\.0\\.1:(\\d+) for peers");
    private static final int MANAGERS = 2;

    private final Options options;
    private final String secret = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Map<Way, Databases> databases = new EnumMap<>(Way.class);
    private final Map<Way, URI> shops = new EnumMap<>(Way.class);
    private final Map<Way, List<JavaProcess>> processes = new EnumMap<>(Way.class);
    private final RedisServer redis;
    private final @Nullable StockRedis stock;

    /** Starts all of it. */
    Installation(Options options) throws SQLException {
        this.options = options;
        redis = keep(
                RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes", "--appendfsync", options.redisFsync()));
        stock = options.compared().hasRedis() ? keep(StockRedis.start(options.redisFsync())) : null;
        List<JavaProcess> managers = new ArrayList<>();
        for (int i = 1; i <= MANAGERS; i++) {
            managers.add(keep(manager(i)));
        }
        List<String> addresses = new ArrayList<>();
        for (Way way : options.ways()) {
            databases.put(way, Databases.create(way));
            // rounds take turns, so what a manager does meanwhile it does for that way
            processes.put(way, new ArrayList<>(way.isInGroups() ? managers : List.of()));
        }
        for (JavaProcess manager : managers) {
            addresses.add("127.0.0.1:" + manager.awaitReady().said(PEER_PORT));
        }
        for (Way way : options.ways()) {
            Databases own = databases(way);
            Class<?> main = way.hasRedis() ? StorageWithRedis.class : Storage.class;
            URI storage = start(way, "storage", main, own.storage(), addresses, URI.create("http://none"));
            shops.put(way, start(way, "order", Order.class, own.order(), addresses, storage));
        }
    }

    private JavaProcess manager(int number) {
        String name = "manager-" + number;
        List<String> arguments = new ArrayList<>(jvm(name, Way.OURS));
        arguments.addAll(List.of(
                "-jar",
                System.getProperty("bench.manager", "the manager's jar: start this with bin/bench"),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--eureka.client.enabled=false",
                "--tx.manager.port=0",
                "--tx.manager.id=" + name,
                "--tx.manager.secrets.order=" + secret,
                "--tx.manager.secrets.storage=" + secret,
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + redis.port()));
        return JavaProcess.start(name, "Started TxManagerApplication", arguments);
    }

    private URI start(Way way, String name, Class<?> main, String database, List<String> managers, URI storage) {
        List<String> arguments = new ArrayList<>(jvm(name + "-" + way, way));
        arguments.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.application.name=" + name,
                "--spring.datasource.url=" + database,
                "--spring.datasource.hikari.maximum-pool-size=48",
                "--shop.storage=" + storage,
                "--tx.client.enabled=" + way.isInGroups(),
                "--tx.jdbc.marker.initialize=always",
                "--tx.client.secret=" + secret,
                "--tx.client.manager-addresses=" + String.join(",", managers)));
        if (stock != null && way.hasRedis()) {
            arguments.add("--spring.data.redis.host=127.0.0.1");
            arguments.add("--spring.data.redis.port=" + stock.server().port());
        }
        JavaProcess process =
                keep(JavaProcess.start(name + "-" + way, "Started " + main.getSimpleName() + " in", arguments));
        processes.getOrDefault(way, List.of()).add(process);
        return URI.create("http://127.0.0.1:" + process.awaitReady().said(WEB_PORT));
    }

    private List<String> jvm(String name, Way way) {
        List<String> arguments = new ArrayList<>(List.of("-Xmx320m", "-XX:+UseSerialGC"));
        if (options.recordings() != null && way.isInGroups()) {
            arguments.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                    + options.recordings().resolve(name + ".jfr"));
        }
        return arguments;
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.push(one);
        return one;
    }

    Databases databases(Way way) {
        return requireNonNull(databases.get(way));
    }

    /** Removes all orders of one way. */
    void clear(Way way) throws SQLException {
        databases(way).clear();
        if (stock != null && way.hasRedis()) {
            stock.clear();
        }
    }

    /** What is wrong after a round of one way; waits for what may still be on its way, then removes all. */
    List<String> check(Way way, Round round) throws SQLException, InterruptedException {
        List<String> findings = new ArrayList<>(databases(way).check(round));
        if (stock != null && way.hasRedis()) {
            findings.addAll(stock.check(round));
        }
        return findings;
    }

    URI shop(Way way) {
        return requireNonNull(shops.get(way));
    }

    /** How long what belongs to one way has kept processors busy: services, managers and Redis, not the databases. */
    Duration processorTime(Way way) {
        Duration time = way.isInGroups() ? redis.processorTime() : Duration.ZERO;
        if (stock != null && way.hasRedis()) {
            time = time.plus(stock.server().processorTime());
        }
        for (JavaProcess process : processes.getOrDefault(way, List.of())) {
            time = time.plus(process.processorTime());
        }
        return time;
    }

    /** Which Redis it is. */
    String redisVersion() {
        return redis.command("INFO", "server")
                .lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> line.substring("redis_version:".length()))
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
