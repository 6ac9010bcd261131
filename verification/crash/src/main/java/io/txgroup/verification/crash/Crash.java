package io.txgroup.verification.crash;

import io.txgroup.verification.crash.service.Participant;
import io.txgroup.verification.servers.JavaProcess;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Participants on PostgreSQL and MariaDB, at both guarantee levels, are killed or lose their session before they prepare,
 * after it, and when they are about to commit. Real processes, two managers, one Redis; all of it ends with this JVM.
 */
final class Crash implements AutoCloseable {
    private static final Pattern PEER_PORT = Pattern.compile("listens on /127\\.0\\.0\\.1:(\\d+) for peers");
    private static final int MANAGERS = 2;
    private static final int INSTANCES = 2;

    private final String secret = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<String> managers = new ArrayList<>();
    private final Path logs = Path.of("verification/crash/target/logs/jdbc-crash-" + System.currentTimeMillis());
    private final long began = System.nanoTime();

    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        boolean good;
        try (Crash crash = new Crash()) {
            good = crash.run(options);
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(Options options) throws Exception {
        say("Starting Redis, PostgreSQL, MariaDB, " + MANAGERS + " managers");
        RedisServer redis = keep(RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes"));
        List<JavaProcess> starting = new ArrayList<>();
        for (int i = 1; i <= MANAGERS; i++) {
            starting.add(keep(manager(i, redis.port())));
        }
        for (JavaProcess manager : starting) {
            managers.add("127.0.0.1:" + manager.awaitReady().said(PEER_PORT));
        }
        Books orders = Books.create("orders", false);
        Instance starter = keep(instance("order", "order-1", orders, "auto")).awaitReady();
        List<Lane> all = new ArrayList<>();
        List<List<Kind>> waves = List.of(
                List.of(Kind.POSTGRES_DURABLE, Kind.MARIA_DURABLE), List.of(Kind.POSTGRES_HELD, Kind.MARIA_HELD));
        for (List<Kind> wave : waves) {
            List<Lane> lanes = new ArrayList<>();
            for (Kind kind : wave) {
                lanes.add(lane(kind, orders, starter, options));
            }
            say("Striking " + wave);
            at(lanes, options.strikes() / Kind.values().length);
            all.addAll(lanes);
            lanes.forEach(Lane::close);
            if (!wave.get(0).isDurable()) {
                for (Lane lane : lanes) {
                    lane.compare(lost(service(lane.kind())));
                }
            }
        }
        return report(all);
    }

    private Lane lane(Kind kind, Books orders, Instance starter, Options options) throws Exception {
        Books books = Books.create(kind.toString(), kind.isMaria());
        List<Instance> instances = new ArrayList<>();
        for (int i = 1; i <= INSTANCES; i++) {
            String service = service(kind);
            instances.add(keep(instance(service, service + "-" + i, books, kind.isDurable() ? "durable" : "held")));
        }
        for (Instance instance : instances) {
            instance.awaitReady();
        }
        return new Lane(kind, orders, books, starter, instances, new Random(options.seed() + kind.firstNumber()));
    }

    private static String service(Kind kind) {
        return kind.isMaria() ? "maria" : "postgres";
    }

    /** The groups of which a manager has said that work of that service is lost in them. */
    private Set<String> lost(String service) throws IOException {
        Pattern line = Pattern.compile("Group (\\S+) - .* is committed, but \\S+ of " + service + "/\\S+ is LOST");
        Set<String> groups = new TreeSet<>();
        for (int i = 1; i <= MANAGERS; i++) {
            for (String said : Files.readAllLines(log("manager-" + i))) {
                Matcher matcher = line.matcher(said);
                if (matcher.find()) {
                    groups.add(matcher.group(1));
                }
            }
        }
        return groups;
    }

    private Path log(String name) {
        return logs.resolve(name + ".log").toAbsolutePath();
    }

    private static void at(List<Lane> lanes, int strikes) {
        CompletableFuture.allOf(lanes.stream()
                        .map(lane -> CompletableFuture.runAsync(
                                () -> {
                                    try {
                                        lane.run(strikes);
                                    } catch (Exception e) {
                                        throw new CompletionException(lane.kind() + ": " + e, e);
                                    }
                                },
                                task -> new Thread(task, lane.kind().toString()).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private boolean report(List<Lane> lanes) throws Exception {
        int failed = 0;
        int strikes = 0;
        System.out.println("database, level    strikes committed   lost  slowest repair");
        for (Lane lane : lanes) {
            System.out.println(lane.row());
            lane.findings().forEach(finding -> System.out.println("  " + finding));
            failed += lane.findings().size();
            strikes += lane.strikes();
        }
        say(strikes + " strikes; the books " + (failed == 0 ? "agree" : "DO NOT AGREE"));
        System.out.println(strikes + " passed, " + failed + " failed");
        return failed == 0;
    }

    private JavaProcess manager(int number, int redisPort) {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("crash.manager", "the manager's jar: start this with bin/test jdbc-crash"),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--eureka.client.enabled=false",
                "--logging.file.name=" + log("manager-" + number),
                "--tx.manager.port=0",
                "--tx.manager.id=manager-" + number,
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + redisPort));
        for (String service : List.of("order", "postgres", "maria")) {
            arguments.add("--tx.manager.secrets." + service + "=" + secret);
        }
        return JavaProcess.start("manager-" + number, "Started TxManagerApplication", arguments);
    }

    private Instance instance(String service, String name, Books books, String level) {
        return new Instance(
                Participant.class,
                service,
                name,
                List.of(
                        "--spring.datasource.url=" + books.strikingUrl(),
                        "--spring.datasource.driver-class-name=io.txgroup.verification.crash.service.StrikingDriver",
                        "--spring.datasource.hikari.maximum-pool-size=10",
                        "--tx.jdbc.guarantee=" + level,
                        "--tx.jdbc.marker.initialize=always",
                        "--tx.client.secret=" + secret,
                        "--tx.client.manager-addresses=" + String.join(",", managers)));
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.push(one);
        return one;
    }

    private void say(String what) {
        System.out.printf("[%5.1f s] %s%n", (System.nanoTime() - began) / 1e9, what);
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
