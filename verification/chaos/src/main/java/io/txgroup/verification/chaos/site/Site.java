package io.txgroup.verification.chaos.site;

import static java.util.Objects.requireNonNull;

import io.txgroup.verification.chaos.links.Links;
import io.txgroup.verification.servers.NginxServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Redis with a replica, three managers, and three services with several instances each: north and east on PostgreSQL, south
 * on MariaDB. Every connection between them goes over a link; where nginx is before the managers, those of nginx to
 * them. All of it ends with {@link #close()} or with this JVM.
 */
public final class Site implements AutoCloseable {
    /** Where callers stand, as the name of their end of a link. */
    public static final String CALLER = "caller";

    /** Redis' end of a link. */
    public static final String REDIS = "redis";

    /** The replica's end of its link to Redis. */
    public static final String REPLICA = "replica";

    /** The end of nginx of its links to managers. */
    public static final String NGINX = "nginx";

    private static final Path NGINX_CONFIGURATION = Path.of("nginx").toAbsolutePath();
    /** The names of the services. */
    public static final List<String> SERVICES = List.of("north", "south", "east");

    private static final int MANAGERS = 3;

    /** Into how many parts the managers cut their records. */
    public static final int SHARDS = 8;

    private final Settings settings;
    private final Programs programs = new Programs();
    private final String secret = UUID.randomUUID().toString();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Links links;
    private final Map<String, Database> databases = new LinkedHashMap<>();
    private final Map<String, List<Member>> services = new LinkedHashMap<>();
    private final List<Member> managers = new ArrayList<>();
    private final Store redis;
    private final Optional<NginxServer> nginx;

    /** Starts everything, and waits until every service can use every manager. */
    public Site(Settings settings) throws SQLException {
        this.settings = settings;
        links = keep(new Links());
        redis = keep(new Store(links));
        for (String service : SERVICES) {
            databases.put(service, Database.create(service, service.equals("south")));
        }
        nginx = settings.behindNginx().isEmpty()
                ? Optional.empty()
                : Optional.of(keep(NginxServer.with(NGINX_CONFIGURATION, Map.of())));
        link();
        nginx.ifPresent(server -> server.reload(portsOfManagers(NGINX)));
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
        if (settings.coordinated()) {
            programs.archive();
        }
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
                if (!settings.behindNginx().contains(service)) {
                    portsOfManagers(instance);
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
        List<String> arguments = new ArrayList<>(programs.manager(name));
        arguments.addAll(List.of(
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
        String addresses =
                nginxOf(service)
                        .map(server -> List.of(server.tcpPort()))
                        .orElseGet(() -> portsOfManagers(name))
                        .stream()
                        .map(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(","));
        Database database = requireNonNull(databases.get(service));
        List<String> arguments = new ArrayList<>(programs.bank(name));
        arguments.addAll(List.of(
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
                "--tx.client.manager-addresses=" + addresses,
                "--tx.jdbc.guarantee=" + settings.level(),
                "--tx.jdbc.marker.initialize=always",
                "--logging.file.name=" + settings.logs().resolve(name + ".log")));
        return new Member(name, Member.Kind.SERVICE, arguments, links);
    }

    private Optional<NginxServer> nginxOf(String service) {
        return nginx.filter(server -> settings.behindNginx().contains(service));
    }

    /** Where the managers are reached by whoever that is; makes its links to them. */
    private List<Integer> portsOfManagers(String from) {
        return Stream.of("manager-1", "manager-2", "manager-3")
                .map(manager -> links.between(from, manager).port())
                .toList();
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.push(one);
        return one;
    }

    /** Waits until every service can use every manager, or the one that nginx leads it to; how long it took. */
    public Duration awaitManagers() {
        return Patience.await("every service to reach the managers", () -> {
            for (String service : SERVICES) {
                int wanted = nginxOf(service).isPresent() ? 1 : managers.size();
                for (Member instance : instances(service)) {
                    if (!instance.ask("/managers").equals(Integer.toString(wanted))) {
                        return false;
                    }
                }
            }
            return true;
        });
    }

    /** Has nginx lead to all managers but those from now on; without one, there is nothing to do. */
    public void takeOutOfNginx(Set<Member> out) {
        List<Integer> ports = managers.stream()
                .filter(manager -> !out.contains(manager))
                .map(manager -> links.between(NGINX, manager.name()).port())
                .toList();
        nginx.ifPresent(server -> server.reload(ports));
    }

    /** Ends nginx, which breaks every connection through it; without one, there is nothing to do. */
    public void stopNginx() {
        nginx.ifPresent(NginxServer::stop);
    }

    /** Starts it again, as it was. */
    public void startNginx() {
        nginx.ifPresent(NginxServer::start);
    }

    /** What was set up. */
    public Settings settings() {
        return settings;
    }

    /** The links between all of them. */
    public Links links() {
        return links;
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
