package io.txgroup.verification.benchmarks;

import static java.util.Objects.requireNonNull;

import io.txgroup.verification.benchmarks.shop.Order;
import io.txgroup.verification.benchmarks.shop.Storage;
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

/** Everything that is measured: Redis, PostgreSQL, two managers, and the two services twice. All of it ends with this JVM. */
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

    /** Starts all of it. */
    Installation(Options options) throws SQLException {
        this.options = options;
        redis = keep(
                RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes", "--appendfsync", options.redisFsync()));
        for (Way way : Way.values()) {
            databases.put(way, Databases.create(way));
        }
        List<JavaProcess> managers = new ArrayList<>();
        for (int i = 1; i <= MANAGERS; i++) {
            managers.add(keep(manager(i)));
        }
        List<String> addresses = new ArrayList<>();
        processes.put(Way.NONE, new ArrayList<>());
        processes.put(Way.OURS, new ArrayList<>(managers));
        for (JavaProcess manager : managers) {
            addresses.add("127.0.0.1:" + manager.awaitReady().said(PEER_PORT));
        }
        for (Way way : Way.values()) {
            Databases own = databases(way);
            URI storage = start(way, "storage", Storage.class, own.storage(), addresses, URI.create("http://none"));
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
                "--tx.client.enabled=" + (way == Way.OURS),
                "--tx.jdbc.marker.initialize=always",
                "--tx.client.secret=" + secret,
                "--tx.client.manager-addresses=" + String.join(",", managers)));
        JavaProcess process =
                keep(JavaProcess.start(name + "-" + way, "Started " + main.getSimpleName() + " in", arguments));
        processes.getOrDefault(way, List.of()).add(process);
        return URI.create("http://127.0.0.1:" + process.awaitReady().said(WEB_PORT));
    }

    private List<String> jvm(String name, Way way) {
        List<String> arguments = new ArrayList<>(List.of("-Xmx320m", "-XX:+UseSerialGC"));
        if (options.recordings() != null && way == Way.OURS) {
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

    URI shop(Way way) {
        return requireNonNull(shops.get(way));
    }

    /** How long what belongs to one way has kept processors busy: services, managers and Redis, not the databases. */
    Duration processorTime(Way way) {
        Duration time = way == Way.OURS ? redis.processorTime() : Duration.ZERO;
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
