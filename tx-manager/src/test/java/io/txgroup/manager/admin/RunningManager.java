package io.txgroup.manager.admin;

import io.txgroup.manager.TxManagerApplication;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A manager in this JVM, on free ports; with a Redis of its own, or that of another manager. */
public final class RunningManager implements AutoCloseable {
    /** The password of the user admin. */
    public static final String PASSWORD = "the first password of this test";

    private final RedisServer redis;
    private final boolean ownRedis;
    private final ConfigurableApplicationContext context;

    /** Starts one with a Redis of its own. */
    public RunningManager() {
        this(RedisServer.start(RedisBinary.EMBEDDED), true, Map.of("tx.manager.admin.initial-password", PASSWORD));
    }

    private RunningManager(RedisServer redis, boolean ownRedis, Map<String, String> settings) {
        this.redis = redis;
        this.ownRedis = ownRedis;
        Map<String, String> all = new TreeMap<>(Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "tx.manager.port", "0",
                "tx.manager.secrets.order", "only for this test: 0123456789abcdef0123456789abcdef",
                "spring.data.redis.host", "127.0.0.1",
                "spring.data.redis.port", Integer.toString(redis.port()),
                "eureka.client.enabled", "false",
                "spring.main.banner-mode", "off"));
        all.putAll(settings);
        try {
            context = new SpringApplicationBuilder(TxManagerApplication.class)
                    .run(all.entrySet().stream()
                            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                            .toArray(String[]::new));
        } catch (RuntimeException e) {
            if (ownRedis) {
                redis.close();
            }
            throw e;
        }
    }

    static RunningManager alone(Map<String, String> settings) {
        return new RunningManager(RedisServer.start(RedisBinary.EMBEDDED), true, settings);
    }

    /** Starts one on a Redis that somebody else closes. */
    static RunningManager on(RedisServer redis, Map<String, String> settings) {
        return new RunningManager(redis, false, settings);
    }

    /** Starts another manager on the same Redis. */
    RunningManager another(Map<String, String> settings) {
        return new RunningManager(redis, false, settings);
    }

    RedisServer redis() {
        return redis;
    }

    /** A bean of it. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** All its beans of that type. */
    <T> Collection<T> all(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    /** Where its pages and API are. */
    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    Caller caller() {
        return new Caller(url());
    }

    /** Somebody who has logged in as admin. */
    Caller admin() {
        Caller admin = caller();
        admin.logIn("admin", PASSWORD);
        return admin;
    }

    @Override
    public void close() {
        context.close();
        if (ownRedis) {
            redis.close();
        }
    }
}
