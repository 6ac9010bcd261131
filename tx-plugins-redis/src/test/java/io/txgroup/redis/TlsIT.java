package io.txgroup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SslOptions;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.client.spi.ResourceRecovery.Proof;
import io.txgroup.protocol.CallPath;
import io.txgroup.verification.servers.TlsRedis;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A factory with TLS: the plugin's own connections have it too, and trust whom the factory trusts. */
class TlsIT {
    private static TlsRedis server;

    @BeforeAll
    static void start() {
        server = TlsRedis.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TestRedis connect(ClientOptions options) {
        LettuceClientConfiguration client = LettuceClientConfiguration.builder()
                .clientOptions(options)
                .useSsl()
                .build();
        return TestRedis.of(
                new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", server.port()), client),
                settings -> settings);
    }

    private static ClientOptions trusting() {
        return ClientOptions.builder()
                .sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(server.certificate().toFile())
                        .build())
                .build();
    }

    private static FakeUnit joined(TestRedis redis) throws Exception {
        FakeUnit unit = redis.newUnit();
        FakeUnit.Call call = unit.call(CallPath.ROOT);
        call.run(() -> redis.template().opsForList().rightPush("list", "once"));
        call.join();
        return unit;
    }

    private static HeldResource queue(FakeUnit unit) {
        return unit.resources().get(0);
    }

    @Test
    void storesAndEndsQueuesOverTls() throws Exception {
        try (TestRedis redis = connect(trusting())) {
            redis.held().look();
            FakeUnit committed = joined(redis);
            committed.commit();
            FakeUnit rolledBack = joined(redis);
            queue(rolledBack).prepare();
            queue(rolledBack).rollback();

            assertThat(redis.outside().opsForList().range("list", 0, -1)).containsExactly("once");
            ResourceRecovery recovery = redis.held().resourceRecovery();
            assertThat(recovery.prepared()).isEmpty();
            assertThat(recovery.prove(committed.groupId(), List.of(CallPath.ROOT), 1))
                    .isEqualTo(Proof.COMMITTED);

            List<String> sessions = server.server()
                    .command("CLIENT", "LIST")
                    .lines()
                    .filter(line -> line.contains(" name=txgroup-"))
                    .toList();
            assertThat(sessions)
                    .isNotEmpty()
                    .allMatch(line -> line.contains(" laddr=127.0.0.1:" + server.port() + " "));
        }
    }

    @Test
    void sendsNothingToAServerThatTheFactoryDoesNotTrust() throws Exception {
        try (TestRedis redis = connect(ClientOptions.create())) {
            assertThatThrownBy(() -> redis.held().look())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("can't be reached");
            FakeUnit unit = redis.newUnit();
            unit.run(() -> redis.template().opsForList().rightPush("other", "once"));
            assertThatThrownBy(() -> queue(unit).checkBeforeJoin()).hasMessageContaining("can't be reached");
            unit.rollback();
        }
        assertThat(server.server().command("EXISTS", "other")).isEqualTo("0");
    }
}
