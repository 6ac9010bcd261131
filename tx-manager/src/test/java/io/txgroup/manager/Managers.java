package io.txgroup.manager;

import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Some whole managers in this JVM, on one real Redis. */
final class Managers implements AutoCloseable {
    private final RedisServer redis = RedisServer.start(RedisBinary.EMBEDDED);
    private final List<ConfigurableApplicationContext> managers = new ArrayList<>();

    Managers(int count, String... settings) {
        for (int i = 0; i < count; i++) {
            managers.add(start(settings));
        }
    }

    private ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.application.name=tx-manager",
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--eureka.client.enabled=false",
                "--tx.manager.port=0",
                "--tx.manager.secrets.order=" + Peer.SECRET,
                "--tx.manager.secrets.storage=" + Peer.SECRET,
                "--tx.manager.secrets.account=" + Peer.SECRET,
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + redis.port()));
        arguments.addAll(List.of(settings));
        return new SpringApplicationBuilder(TxManagerApplication.class).run(arguments.toArray(String[]::new));
    }

    /** Where the n-th takes services. */
    int port(int n) {
        return of(n, ManagerServer.class).port();
    }

    /** Where the n-th answers over HTTP. */
    String url(int n) {
        return "http://127.0.0.1:" + managers.get(n).getBeanFactory().resolveEmbeddedValue("${local.server.port}");
    }

    <T> T of(int n, Class<T> type) {
        return managers.get(n).getBean(type);
    }

    RedisServer redis() {
        return redis;
    }

    void stop(int n) {
        managers.get(n).close();
    }

    @Override
    public void close() {
        managers.forEach(ConfigurableApplicationContext::close);
        redis.close();
    }
}
