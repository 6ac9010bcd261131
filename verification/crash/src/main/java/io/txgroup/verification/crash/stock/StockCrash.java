package io.txgroup.verification.crash.stock;

import io.txgroup.verification.crash.Instance;
import io.txgroup.verification.crash.service.Participant;
import io.txgroup.verification.crash.service.Point;
import io.txgroup.verification.crash.service.StockKeeper;
import io.txgroup.verification.crash.service.Target;
import io.txgroup.verification.servers.JavaProcess;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Orders in MariaDB, their stock in Redis, one group each. First the stock's process is killed at each point between its join and
 * its end, then orders come from many callers while processes are killed at random; the books must agree. Real processes,
 * two managers; all of it ends with this JVM.
 */
final class StockCrash implements AutoCloseable {
    private static final Pattern PEER_PORT = Pattern.compile("listens on /127\\.0\\.0\\.1:(\\d+) for peers");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(40);
    private static final List<Point> POINTS = List.of(Point.values());
    private static final int CALLERS = 8;
    private static final int WARM_UP = 1_000_001;

    private final String secret = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<String> managers = new ArrayList<>();
    private final List<Instance> keepers = new ArrayList<>();
    private final Set<Long> told = new ConcurrentSkipListSet<>();
    private final AtomicLong next = new AtomicLong(1);
    private final Map<Point, Integer> struck = new TreeMap<>();
    private final long began = System.nanoTime();

    public static void main(String[] arguments) throws Exception {
        int strikes = 30;
        int transfers = 2_000;
        long seed = 1;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--strikes" -> strikes = Integer.parseInt(arguments[i + 1]);
                case "--transactions" -> transfers = Integer.parseInt(arguments[i + 1]);
                case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
                default -> {
                    System.err.println(
                            "bin/test redis-crash [--strikes N (30)] [--transactions N (2000)] [--seed N (1)]");
                    System.exit(2);
                }
            }
        }
        boolean good;
        try (StockCrash crash = new StockCrash()) {
            good = crash.run(strikes, transfers, new Random(seed));
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(int strikes, int transfers, Random random) throws Exception {
        say("Starting two Redis, MariaDB, two managers");
        RedisServer groups = keep(RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes"));
        RedisServer data = keep(RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes"));
        StockBooks books = StockBooks.create(data);
        List<JavaProcess> starting = List.of(keep(manager(1, groups.port())), keep(manager(2, groups.port())));
        for (JavaProcess manager : starting) {
            managers.add("127.0.0.1:" + manager.awaitReady().said(PEER_PORT));
        }
        Instance starter = keep(starter(books));
        for (int i = 1; i <= 2; i++) {
            keepers.add(keep(keeper("stock-" + i, data)));
        }
        starter.awaitReady();
        for (Instance keeper : keepers) {
            keeper.awaitReady();
            place(starter, keeper, WARM_UP + keepers.indexOf(keeper));
        }
        say("Striking " + strikes + " times");
        for (int i = 0; i < strikes; i++) {
            strike(starter, POINTS.get(i % POINTS.size()), i % 2);
        }
        say(struck + "; " + transfers + " orders by " + CALLERS + " callers, with kills");
        int kills = load(starter, transfers, random);
        List<String> wrong = settled(books);
        wrong.forEach(System.out::println);
        int orders = books.orders().size();
        say(strikes + " strikes, then " + kills + " kills under load; " + orders + " orders, " + told.size()
                + " told of success; stock and orders " + (wrong.isEmpty() ? "agree" : "DO NOT AGREE"));
        boolean reached = struck.values().stream().mapToInt(Integer::intValue).sum() == strikes;
        if (!reached) {
            System.out.println("Not every strike was reached");
        }
        System.out.println((orders + strikes) + " passed, " + (wrong.size() + (reached ? 0 : 1)) + " failed");
        return wrong.isEmpty() && reached;
    }

    /** The other instance is there, and finishes what the one that dies has stored. */
    private void strike(Instance starter, Point point, int victim) throws Exception {
        for (Instance keeper : keepers) {
            revive(keeper);
        }
        Instance keeper = keepers.get(victim);
        keeper.arm(point, Target.PROCESS);
        place(starter, keeper, number());
        if (!keeper.isAlive()) {
            struck.merge(point, 1, Integer::sum);
        }
    }

    private static void revive(Instance keeper) throws Exception {
        if (!keeper.isAlive()) {
            keeper.restart();
        }
        keeper.awaitReady();
    }

    /** One that does not fail by itself. */
    private long number() {
        long number = next.getAndIncrement();
        return number % 17 == 0 ? next.getAndIncrement() : number;
    }

    private void place(Instance starter, Instance keeper, long number) throws InterruptedException {
        try {
            HttpResponse<String> answer = starter.ask(
                            "/orders?number=" + number + "&participant=" + keeper.address(), ANSWER)
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() == 200) {
                told.add(number);
            }
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            // whether it was placed, the books tell
        }
    }

    private int load(Instance starter, int transfers, Random random) throws Exception {
        for (Instance keeper : keepers) {
            revive(keeper);
        }
        long last = next.get() + transfers;
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int own = i;
            Thread caller = new Thread(() -> call(starter, own, last), "caller-" + i);
            caller.start();
            callers.add(caller);
        }
        int kills = 0;
        while (next.get() < last) {
            TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(3_000));
            Instance victim = keepers.get(random.nextInt(keepers.size()));
            if (victim.isServing() && next.get() < last) {
                victim.arm(POINTS.get(random.nextInt(POINTS.size())), Target.PROCESS);
                TimeUnit.MILLISECONDS.sleep(500);
                if (!victim.isAlive()) {
                    kills++;
                    victim.restart();
                    victim.awaitReady();
                }
            }
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return kills;
    }

    private void call(Instance starter, int own, long last) {
        try {
            for (long number = next.getAndIncrement(); number < last; number = next.getAndIncrement()) {
                Instance first = keepers.get((int) (number + own) % keepers.size());
                Instance keeper = first.isServing() ? first : keepers.get((int) (number + own + 1) % keepers.size());
                place(starter, keeper, number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> settled(StockBooks books) throws Exception {
        for (Instance keeper : keepers) {
            revive(keeper);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> wrong = books.wrong(told);
        while (!wrong.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500);
            wrong = books.wrong(told);
        }
        return wrong;
    }

    private JavaProcess manager(int number, int redisPort) {
        return JavaProcess.start(
                "manager-" + number,
                "Started TxManagerApplication",
                List.of(
                        "-Xmx200m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("crash.manager", "the manager's jar: start this with bin/test redis-crash"),
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--eureka.client.enabled=false",
                        "--tx.manager.port=0",
                        "--tx.manager.id=manager-" + number,
                        "--spring.data.redis.host=127.0.0.1",
                        "--spring.data.redis.port=" + redisPort,
                        "--tx.manager.secrets.order=" + secret,
                        "--tx.manager.secrets.stock=" + secret));
    }

    private Instance starter(StockBooks books) {
        return new Instance(
                Participant.class,
                "order",
                "order-1",
                List.of(
                        "--spring.datasource.url=" + books.url(),
                        "--spring.datasource.hikari.maximum-pool-size=20",
                        "--tx.jdbc.marker.initialize=always",
                        "--tx.client.secret=" + secret,
                        "--tx.client.manager-addresses=" + String.join(",", managers)));
    }

    private Instance keeper(String name, RedisServer data) {
        return new Instance(
                StockKeeper.class,
                "stock",
                name,
                List.of(
                        "--spring.data.redis.host=127.0.0.1",
                        "--spring.data.redis.port=" + data.port(),
                        "--tx.redis.queued-results=null",
                        "--tx.client.secret=" + secret,
                        "--tx.client.manager-addresses=" + String.join(",", managers)));
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.push(one);
        return one;
    }

    private void say(String what) throws IOException {
        System.out.printf("[%5.1f s] %s%n", (System.nanoTime() - began) / 1e9, what);
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
