package io.txgroup.verification.acceptance.shop;

import io.txgroup.manager.ManagerServer;
import io.txgroup.manager.TxManagerApplication;
import io.txgroup.verification.servers.Balancer;
import io.txgroup.verification.servers.NginxServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Managers and the two services, started in this JVM on free ports and stopped together. Each service has an H2 database
 * in memory; the managers share a Redis that is given.
 */
public final class Shop implements AutoCloseable {
    private static final String SECRET = "a secret only for this test: " + UUID.randomUUID();

    /** The password of the managers' user admin. */
    public static final String PASSWORD = "the first password of this test";

    /** The managers in this JVM bring Spring Security along, which the services of these tests don't have. */
    private static final List<String> SECURITY = List.of(
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration");

    private final @Nullable Front front;
    private final String redis;
    private final int redisPort;
    private final List<ConfigurableApplicationContext> managers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<ConfigurableApplicationContext> services = new ArrayList<>();
    private final ConfigurableApplicationContext storage;
    private final ConfigurableApplicationContext order;

    /** The two services. */
    private record Applications(Class<?> order, Class<?> storage, Map<String, Object> orderSettings) {
        private static final Applications OWN = new Applications(Order.class, Storage.class, Map.of());
    }

    /** Starts everything. */
    public Shop(String redisHost, int redisPort, int managerCount) {
        this(redisHost, redisPort, managerCount, Order.class, Storage.class, Map.of());
    }

    /** Starts everything, with the managers behind one address, which the services learn from a manager's URL. */
    public static Shop behindABalancer(String redisHost, int redisPort, int managerCount) {
        return new Shop(redisHost, redisPort, managerCount, Applications.OWN, Front.of(new Balancer()));
    }

    /** Starts everything, with the managers behind this nginx, which was told of none yet; it is closed with the rest. */
    public static Shop behind(NginxServer nginx, String redisHost, int redisPort, int managerCount) {
        return new Shop(redisHost, redisPort, managerCount, Applications.OWN, Front.of(nginx));
    }

    /** Starts everything, with applications of the test's own, which have the same databases. */
    public Shop(
            String redisHost,
            int redisPort,
            int managerCount,
            Class<?> orderType,
            Class<?> storageType,
            Map<String, Object> orderSettings) {
        this(redisHost, redisPort, managerCount, new Applications(orderType, storageType, orderSettings), null);
    }

    private Shop(String redisHost, int redisPort, int managerCount, Applications applications, @Nullable Front front) {
        this.front = front;
        this.redis = redisHost;
        this.redisPort = redisPort;
        for (int i = 0; i < managerCount; i++) {
            ConfigurableApplicationContext manager = startManager(0);
            managers.add(manager);
            ports.add(manager.getBean(ManagerServer.class).port());
        }
        aimFront();
        storage = startStorage(applications.storage(), Map.of());
        order = startService(
                applications.order(),
                "order",
                "create table orders(id identity, item varchar(100))",
                "http://127.0.0.1:" + portOf(storage),
                applications.orderSettings());
    }

    /** Starts another storage with a database of its own; it is stopped with the rest. */
    public ConfigurableApplicationContext startStorage(Class<?> type, Map<String, Object> settings) {
        return startService(type, "storage", "create table movement(id identity, item varchar(100))", "", settings);
    }

    private ConfigurableApplicationContext startManager(int port) {
        Map<String, Object> own = new TreeMap<>(Map.of(
                "spring.application.name", "tx-manager",
                "tx.manager.port", port,
                "tx.manager.secrets.order", SECRET,
                "tx.manager.secrets.storage", SECRET,
                "tx.manager.admin.initial-password", PASSWORD,
                "spring.data.redis.host", redis,
                "spring.data.redis.port", redisPort,
                "spring.autoconfigure.exclude",
                        String.join(
                                ",",
                                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                                "io.txgroup.client.autoconfigure.TxClientAutoConfiguration",
                                "io.txgroup.jdbc.autoconfigure.TxJdbcAutoConfiguration",
                                "io.txgroup.feign.autoconfigure.TxFeignAutoConfiguration",
                                "io.txgroup.feign.autoconfigure.TxRestClientAutoConfiguration",
                                "io.txgroup.feign.autoconfigure.TxServletAutoConfiguration")));
        if (front != null) {
            own.put("tx.manager.public-address", "127.0.0.1:" + front.port());
            own.put("server.forward-headers-strategy", "native");
        }
        return new SpringApplicationBuilder(TxManagerApplication.class).run(arguments(own));
    }

    private ConfigurableApplicationContext startService(
            Class<?> type, String name, String ddl, String storageUrl, Map<String, Object> settings) {
        Map<String, Object> all = new TreeMap<>(settings);
        all.put("spring.application.name", name);
        all.put("tx.client.secret", SECRET);
        if (front == null) {
            all.put(
                    "tx.client.manager-addresses",
                    String.join(",", ports.stream().map(p -> "127.0.0.1:" + p).toList()));
        } else {
            all.put("tx.client.managers-url", "http://127.0.0.1:" + front.webPort() + "/api/managers");
        }
        all.put("spring.datasource.url", "jdbc:h2:mem:" + name + "-" + UUID.randomUUID());
        all.put("spring.datasource.hikari.maximum-pool-size", 8);
        all.put("shop.storage", storageUrl);
        all.put("spring.autoconfigure.exclude", String.join(",", SECURITY));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(type).run(arguments(all));
        context.getBean(JdbcTemplate.class).execute(ddl);
        services.add(context);
        return context;
    }

    private static String[] arguments(Map<String, Object> own) {
        Map<String, Object> all = new TreeMap<>(own);
        all.put("server.port", 0);
        all.put("server.address", "127.0.0.1");
        all.put("eureka.client.enabled", false);
        all.put("spring.main.banner-mode", "off");
        return all.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    /** The port of an application's web server. */
    public static int portOf(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        return environment.getRequiredProperty("local.server.port", Integer.class);
    }

    /** The service that starts groups. */
    public Order.Orders orders() {
        return order.getBean(Order.Orders.class);
    }

    /** How many orders of that item are written. */
    public int orders(String item) {
        return count(order, "select count(*) from orders where item = ?", item);
    }

    /** How many movements of that item are written. */
    public int movements(String item) {
        return movements(storage, item);
    }

    /** How many movements of that item another storage has written. */
    public static int movements(ConfigurableApplicationContext anotherStorage, String item) {
        return count(anotherStorage, "select count(*) from movement where item = ?", item);
    }

    private static int count(ConfigurableApplicationContext service, String sql, String item) {
        Integer count = service.getBean(JdbcTemplate.class).queryForObject(sql, Integer.class, item);
        return count == null ? 0 : count;
    }

    /** Where the storage can be reached over HTTP. */
    public String storageUrl() {
        return "http://127.0.0.1:" + portOf(storage);
    }

    /** The port on which the n-th manager listens for services. */
    public int managerPort(int n) {
        return ports.get(n);
    }

    /** The order service. */
    public ConfigurableApplicationContext order() {
        return order;
    }

    /** A bean of the order service. */
    public <T> T ofOrder(Class<T> type) {
        return order.getBean(type);
    }

    /** A bean of the storage service. */
    public <T> T ofStorage(Class<T> type) {
        return storage.getBean(type);
    }

    /** Stops the n-th manager. */
    public void stopManager(int n) {
        managers.get(n).close();
    }

    /** Starts the n-th manager again, on its port. */
    public void startManagerAgain(int n) {
        managers.set(n, startManager(ports.get(n)));
        aimFront();
    }

    /** Takes a manager out of what stands before all of them, as an operator does who wants to stop it for good. */
    public void takeOut(int n) {
        List<Integer> left = new ArrayList<>(ports);
        List<Integer> webLeft =
                new ArrayList<>(managers.stream().map(Shop::portOf).toList());
        left.remove(n);
        webLeft.remove(n);
        if (front != null) {
            front.to(left, webLeft);
        }
    }

    private void aimFront() {
        if (front != null) {
            front.to(ports, managers.stream().map(Shop::portOf).toList());
        }
    }

    @Override
    public void close() {
        for (int i = services.size() - 1; i >= 0; i--) {
            services.get(i).close();
        }
        managers.forEach(ConfigurableApplicationContext::close);
        if (front != null) {
            front.close();
        }
    }
}
