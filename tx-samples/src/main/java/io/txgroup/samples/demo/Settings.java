package io.txgroup.samples.demo;

import io.txgroup.samples.demo.Databases.Name;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What the launcher tells each process of addresses and secrets; in the environment, which other users can't read. */
final class Settings {
    private static final JsonMapper JSON = new JsonMapper();

    private final Secrets secrets;
    private final BackendPorts ports;
    private final int eurekaPort;
    private final URI callback;
    private final int managerPort;

    /**
     * Of one run.
     *
     * @param callback where managers tell of lost work
     * @param managerPort where the first manager serves its pages: links lead there
     */
    Settings(Secrets secrets, BackendPorts ports, int eurekaPort, URI callback, int managerPort) {
        this.secrets = secrets;
        this.ports = ports;
        this.eurekaPort = eurekaPort;
        this.callback = callback;
        this.managerPort = managerPort;
    }

    static Map<String, String> backends(Secrets secrets) {
        return Map.of(
                Backends.REDIS_PASSWORD, secrets.redis(),
                Backends.POSTGRES_PASSWORD, secrets.postgres(),
                Backends.MARIA_PASSWORD, secrets.maria(),
                Backends.H2_PASSWORD, secrets.h2());
    }

    static Map<String, String> eureka(int port) {
        return json(Map.of("server.port", port));
    }

    Map<String, String> service(Name name) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "spring.datasource.url",
                name.url(ports),
                "spring.datasource.username",
                Databases.USER,
                "spring.datasource.password",
                name.password(secrets),
                "eureka.client.service-url.defaultZone",
                eurekaUrl(),
                "tx.client.discovery",
                "eureka",
                "tx.client.secret",
                secrets.of(name.service()),
                "demo.faults",
                true));
        if (name == Name.STORAGE) {
            settings.putAll(redis());
            settings.put("spring.data.redis.database", StockCounters.DATABASE);
        }
        return json(settings);
    }

    /** {@code instance} is its name in Eureka; the first manager has its pages at {@link #manager}. */
    Map<String, String> manager(String instance, boolean isFirst) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "server.address",
                "127.0.0.1",
                "server.port",
                isFirst ? managerPort : 0,
                "tx.manager.port",
                0,
                "eureka.client.service-url.defaultZone",
                eurekaUrl()));
        settings.putAll(redis());
        settings.put("tx.manager.admin.initial-password", secrets.admin());
        settings.putAll(Map.of(
                "tx.manager.admin-url",
                manager().resolve("/admin/").toString(),
                "tx.manager.callback.url",
                callback.toString(),
                "tx.manager.callback.secret",
                secrets.callback(),
                // it is on this machine, which managers else refuse to call
                "tx.manager.callback.allowed-hosts",
                List.of("127.0.0.1")));
        secrets.services().forEach((service, secret) -> settings.put("tx.manager.secrets." + service, secret));
        settings.putAll(Map.of(
                "eureka.instance.hostname",
                "127.0.0.1",
                "eureka.instance.ip-address",
                "127.0.0.1",
                "eureka.instance.prefer-ip-address",
                true,
                "eureka.instance.instance-id",
                instance,
                "eureka.instance.lease-renewal-interval-in-seconds",
                1,
                "eureka.instance.lease-expiration-duration-in-seconds",
                3,
                "eureka.client.registry-fetch-interval-seconds",
                1,
                "eureka.client.initial-instance-info-replication-interval-seconds",
                0));
        return json(settings);
    }

    private Map<String, Object> redis() {
        return Map.of(
                "spring.data.redis.host",
                "127.0.0.1",
                "spring.data.redis.port",
                ports.redis(),
                "spring.data.redis.password",
                secrets.redis());
    }

    /** Where the first manager serves HTTP. */
    URI manager() {
        return URI.create("http://127.0.0.1:" + managerPort);
    }

    /** What the user admin logs in with at the managers' pages. */
    String adminPassword() {
        return secrets.admin();
    }

    private String eurekaUrl() {
        return "http://127.0.0.1:" + eurekaPort + "/eureka/";
    }

    private static Map<String, String> json(Map<String, ?> settings) {
        return Map.of("SPRING_APPLICATION_JSON", JSON.writeValueAsString(settings));
    }
}
