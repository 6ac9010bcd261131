package io.txgroup.verification.crash.repair;

import static java.util.Objects.requireNonNull;

import io.txgroup.verification.crash.Instance;
import io.txgroup.verification.crash.service.Shop;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Redis, two managers, a callback's receiver, and two instances of each service at level held; it ends with this JVM. */
final class Installation implements AutoCloseable {
    /** The service that starts groups. */
    static final String FRONT = "front";

    /** The services that take orders, on a database each. */
    static final List<String> SELLERS = List.of("postgres", "maria");

    private static final int MANAGERS = 2;
    private static final int INSTANCES = 2;

    private final String secret = UUID.randomUUID().toString();
    private final String password = UUID.randomUUID().toString();
    private final Path logs;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Manager> managers = new ArrayList<>();
    private final Map<String, Ledger> ledgers = new LinkedHashMap<>();
    private final Map<String, List<Instance>> instances = new LinkedHashMap<>();
    private final Receiver receiver;
    private final Operator operator;

    Installation(Path logs) throws Exception {
        this.logs = logs;
        try {
            receiver = keep(new Receiver(secret));
            start();
            operator = Operator.logIn(managers.get(0).web(), password);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private void start() throws Exception {
        RedisServer redis = keep(RedisServer.start(RedisBinary.EMBEDDED, "--appendonly", "yes"));
        for (int i = 1; i <= MANAGERS; i++) {
            managers.add(keep(manager("manager-" + i, redis.port())));
        }
        ledgers.put(FRONT, Ledger.create(FRONT, false));
        for (String service : SELLERS) {
            ledgers.put(service, Ledger.create(service, service.equals("maria")));
        }
        managers.forEach(Manager::awaitReady);
        for (String service : ledgers.keySet()) {
            List<Instance> all = new ArrayList<>();
            for (int i = 1; i <= INSTANCES; i++) {
                all.add(keep(instance(service, service + "-" + i)));
            }
            instances.put(service, all);
        }
        for (List<Instance> all : instances.values()) {
            for (Instance one : all) {
                one.awaitReady();
            }
        }
    }

    private Manager manager(String name, int redisPort) {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("crash.manager", "the manager's jar: start this with bin/test compensation"),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--eureka.client.enabled=false",
                "--logging.file.name=" + logs.resolve(name + ".log"),
                "--tx.manager.port=0",
                "--tx.manager.id=" + name,
                "--tx.manager.admin.initial-password=" + password,
                "--tx.manager.callback.url=" + receiver.url(name),
                "--tx.manager.callback.secret=" + secret,
                "--tx.manager.callback.allowed-hosts=127.0.0.1",
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + redisPort,
                "--tx.manager.secrets." + FRONT + "=" + secret));
        SELLERS.forEach(service -> arguments.add("--tx.manager.secrets." + service + "=" + secret));
        return new Manager(name, arguments);
    }

    private Instance instance(String service, String name) {
        return new Instance(
                Shop.class,
                service,
                name,
                List.of(
                        "--spring.datasource.url=" + ledger(service).strikingUrl(),
                        "--spring.datasource.driver-class-name=io.txgroup.verification.crash.service.StrikingDriver",
                        "--spring.datasource.hikari.maximum-pool-size=10",
                        "--spring.main.banner-mode=off",
                        "--logging.file.name=" + logs.resolve(name + ".log"),
                        "--tx.jdbc.guarantee=held",
                        "--tx.jdbc.marker.initialize=always",
                        "--tx.client.secret=" + secret,
                        "--tx.client.manager-addresses="
                                + String.join(
                                        ",",
                                        managers.stream().map(Manager::address).toList())));
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.push(one);
        return one;
    }

    Receiver receiver() {
        return receiver;
    }

    Operator operator() {
        return operator;
    }

    List<Manager> managers() {
        return managers;
    }

    Manager manager(String name) {
        return managers.stream()
                .filter(manager -> manager.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no manager " + name));
    }

    Ledger ledger(String service) {
        return requireNonNull(ledgers.get(service));
    }

    List<Instance> instances(String service) {
        return requireNonNull(instances.get(service));
    }

    /** The group of a purchase, as one of its two services has booked it; empty if neither has. */
    String group(Purchase purchase) throws SQLException {
        for (String service : List.of(FRONT, purchase.seller())) {
            List<Ledger.Movement> booked = ledger(service).movements(purchase.request());
            if (!booked.isEmpty()) {
                return booked.get(0).group();
            }
        }
        return "";
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
