package io.txgroup.verification.crash.stock;

import io.txgroup.verification.crash.Instance;
import io.txgroup.verification.crash.service.Participant;
import io.txgroup.verification.crash.service.StockKeeper;
import io.txgroup.verification.servers.JavaProcess;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Real processes: the managers' Redis, two managers, the application's Redis with a replica, MariaDB, a service that places
 * orders, two instances of one that has the stock. All of it ends with this JVM.
 */
final class StockSite implements AutoCloseable {
    private static final Pattern PEER_PORT = Pattern.compile("listens on /127\\.0\\.0\\.1:(\\d+) for peers");

    private final String secret = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final StockRedis redis;
    private final StockBooks books;
    private final Instance starter;
    private final List<Instance> keepers;

    StockSite() throws Exception {
        try {
            RedisServer groups = keep(RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes"));
            redis = keep(new StockRedis());
            books = StockBooks.create(redis);
            List<JavaProcess> starting = List.of(keep(manager(1, groups.port())), keep(manager(2, groups.port())));
            List<String> managers = new ArrayList<>();
            for (JavaProcess manager : starting) {
                managers.add("127.0.0.1:" + manager.awaitReady().said(PEER_PORT));
            }
            String addresses = String.join(",", managers);
            starter = keep(starter(addresses));
            keepers = List.of(keep(keeper("stock-1", addresses)), keep(keeper("stock-2", addresses)));
            starter.awaitReady();
            for (Instance keeper : keepers) {
                keeper.awaitReady();
            }
        } catch (Exception | Error e) {
            close();
            throw e;
        }
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

    private Instance starter(String managers) {
        return new Instance(
                Participant.class,
                "order",
                "order-1",
                List.of(
                        "--spring.datasource.url=" + books.url(),
                        "--spring.datasource.hikari.maximum-pool-size=20",
                        "--tx.jdbc.marker.initialize=always",
                        "--tx.client.secret=" + secret,
                        "--tx.client.manager-addresses=" + managers));
    }

    private Instance keeper(String name, String managers) {
        return new Instance(
                StockKeeper.class,
                "stock",
                name,
                List.of(
                        "--spring.data.redis.host=127.0.0.1",
                        "--spring.data.redis.port=" + redis.port(),
                        "--tx.redis.queued-results=null",
                        "--tx.redis.gate-timeout=500ms",
                        "--tx.client.secret=" + secret,
                        "--tx.client.manager-addresses=" + managers));
    }

    StockRedis redis() {
        return redis;
    }

    StockBooks books() {
        return books;
    }

    /** Who places orders. */
    Instance starter() {
        return starter;
    }

    /** Who has the stock; they are killed, and started again. */
    List<Instance> keepers() {
        return keepers;
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.push(one);
        return one;
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
