package io.txgroup.verification.chaos.site;

import static java.util.Objects.requireNonNull;

import io.txgroup.verification.chaos.bank.Bank;
import io.txgroup.verification.chaos.links.Links;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Redis with a replica, three managers, and three services with several instances each: north and east on PostgreSQL, south
 * on MariaDB. Every connection between them goes over a link. All of it ends with {@link #close()} or with this JVM.
 */
public final class Site implements AutoCloseable {
    /** Where callers stand, as the name of their end of a link. */
    public static final String CALLER = "caller";

    /** Redis' end of a link. */
    public static final String REDIS = "redis";

    /** The replica's end of its link to Redis. */
    public static final String REPLICA = "replica";

    private static final List<String> SERVICES = List.of("north", "south", "east");
    private static final int MANAGERS = 3;

    /** Into how many parts the managers cut their records. */
    public static final int SHARDS = 8;

    private final Settings settings;
    private final String secret = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Links links;
    private final Map<String, Database> databases = new LinkedHashMap<>();
    private final Map<String, List<Member>> services = new LinkedHashMap<>();
    private final List<Member> managers = new ArrayList<>();
    private final Store redis;

    /** Starts everything, and waits until every service can use every manager. */
    public Site(Settings settings) throws SQLException {
        this.settings = settings;
        links = keep(new Links());
        redis = keep(new Store(links));
        for (String service : SERVICES) {
            databases.put(service, Database.create(service, service.equals("south")));
        }
        link();
        for (int i = 1; i <= (settings.coordinated() ? MANAGERS : 0); i++) {
            managers.add(keep(manager("manager-" + i)));
        }
        managers.forEach(Member::awaitReady);
        for (String service : SERVICES) {
            List<Member> instances = new ArrayList<>();
            for (String instance : names(service)) {
                instances.add(keep(instance(service, instance)));
            }
            services.put(service, instances);
        }
        services.values().forEach(instances -> instances.forEach(Member::awaitReady));
        awaitManagers();
    }

    /** Makes all links before anybody starts, so that all know their ports. */
    private void link() {
        for (int i = 1; i <= MANAGERS; i++) {
            links.between("manager-" + i, REDIS);
        }
        links.moved(REDIS, redis.port());
        for (String service : SERVICES) {
            for (String instance : names(service)) {
                links.between(CALLER, instance);
                links.between(instance, database(service));
                links.moved(
                        database(service),
                        requireNonNull(databases.get(service)).port());
                for (int i = 1; i <= MANAGERS; i++) {
                    links.between(instance, "manager-" + i);
                }
                SERVICES.stream().filter(other -> !other.equals(service)).forEach(other -> names(other)
                        .forEach(to -> links.between(instance, to)));
            }
        }
    }

    private List<String> names(String service) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= settings.instances(); i++) {
            names.add(service + "-" + i);
        }
        return names;
    }

    /** The name of a service's database, as an end of links. */
    public static String database(String service) {
        return service + "-database";
    }

    private Member manager(String name) {
        List<String> arguments = new ArrayList<>(jvm());
        arguments.addAll(List.of(
                "-jar",
                System.getProperty("chaos.manager", "the manager's jar: start this with bin/chaos"),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--eureka.client.enabled=false",
                "--tx.manager.port=0",
                "--tx.manager.id=" + name,
                "--tx.manager.shards=" + SHARDS,
                "--logging.file.name=" + settings.logs().resolve(name + ".log"),
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + links.between(name, REDIS).port()));
        SERVICES.forEach(service -> arguments.add("--tx.manager.secrets." + service + "=" + secret));
        return new Member(name, Member.Kind.MANAGER, arguments, links);
    }

    private Member instance(String service, String name) {
        List<String> addresses = managerNames().stream()
                .map(manager -> "127.0.0.1:" + links.between(name, manager).port())
                .toList();
        Database database = requireNonNull(databases.get(service));
        List<String> arguments = new ArrayList<>(jvm());
        arguments.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Bank.class.getName(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.application.name=" + service,
                "--spring.main.banner-mode=off",
                "--spring.datasource.url="
                        + database.urlOver(
                                links.between(name, database(service)).port()),
                "--spring.datasource.hikari.maximum-pool-size=24",
                "--spring.datasource.hikari.connection-timeout=3000",
                "--spring.http.clients.connect-timeout=1s",
                "--spring.http.clients.read-timeout=6s",
                "--tx.client.enabled=" + settings.coordinated(),
                "--tx.client.instance=" + name,
                "--tx.client.secret=" + secret,
                "--tx.client.timeout=10s",
                "--tx.client.manager-addresses=" + String.join(",", addresses),
                "--tx.jdbc.guarantee=" + settings.level(),
                "--tx.jdbc.marker.initialize=always",
                "--logging.file.name=" + settings.logs().resolve(name + ".log")));
        return new Member(name, Member.Kind.SERVICE, arguments, links);
    }

    private static List<String> managerNames() {
        return List.of("manager-1", "manager-2", "manager-3");
    }

    private static List<String> jvm() {
        return List.of("-Xmx160m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.push(one);
        return one;
    }

    private void awaitManagers() {
        Patience.await("every service to reach " + managers.size() + " managers", () -> {
            for (Member instance : instances()) {
                if (!instance.ask("/managers").equals(Integer.toString(managers.size()))) {
                    return false;
                }
            }
            return true;
        });
    }

    /** What was set up. */
    public Settings settings() {
        return settings;
    }

    /** The links between all of them. */
    public Links links() {
        return links;
    }

    /** The names of the services. */
    public List<String> services() {
        return SERVICES;
    }

    /** The instances of a service. */
    public List<Member> instances(String service) {
        return requireNonNull(services.get(service));
    }

    /** All instances of all services. */
    public List<Member> instances() {
        return services.values().stream().flatMap(List::stream).toList();
    }

    /** The managers. */
    public List<Member> managers() {
        return managers;
    }

    /** The database of each service. */
    public Map<String, Database> databases() {
        return databases;
    }

    /** The Redis that the managers use, with its replica. */
    public Store redis() {
        return redis;
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
