package io.txgroup.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.txgroup.manager.TxManagerApplication;
import io.txgroup.manager.callback.ReceiverServer.Answer;
import io.txgroup.manager.compensation.Callback;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CompensationPolicies;
import io.txgroup.manager.compensation.CompensationPolicy;
import io.txgroup.manager.compensation.CompensationPolicy.WhenUnreachable;
import io.txgroup.manager.compensation.PolicyOverride;
import io.txgroup.manager.store.RedisPolicies;
import io.txgroup.manager.store.ServicePolicy;
import io.txgroup.verification.servers.RedisBinary;
import io.txgroup.verification.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Whole managers with the settings of callback and policies. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class CallbackWiringIT {
    private static final String SECRET = "only for this test: 0123456789abcdef";

    private static RedisServer redis;

    @BeforeAll
    static void start() {
        redis = RedisServer.start(RedisBinary.EMBEDDED);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void managersTellTheirReceiverAndGoByOnePolicy(CapturedOutput output) {
        try (ReceiverServer receiver = new ReceiverServer(request -> new Answer(200, "{\"decision\":\"hold\"}"));
                ConfigurableApplicationContext manager = manager(
                        "--tx.manager.callback.url=http://localhost:" + receiver.port() + "/hook",
                        "--tx.manager.callback.secret=" + SECRET,
                        "--tx.manager.callback.allowed-hosts=localhost",
                        "--tx.manager.callback.unreachable=hold",
                        "--tx.manager.admin-url=https://tx.example.com/admin",
                        "--tx.manager.compensation.attempts=4",
                        "--tx.manager.compensation.retention=2d");
                ConfigurableApplicationContext other = manager()) {
            CompletableFuture<CallbackReply> reply = new CompletableFuture<>();
            manager.getBean(Callback.class).created(CallbackSenderTests.event("e1"), reply::complete);
            assertThat(reply.orTimeout(30, TimeUnit.SECONDS).join())
                    .isEqualTo(new CallbackReply.Decision(CallbackReply.Choice.HOLD, ""));
            assertThat(receiver.requests().get(0).body()).contains("\"link\":\"https://tx.example.com/admin/groups/");
            assertThat(manager.getBean(MeterRegistry.class)
                            .get("tx.callback")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(other.getBean(Callback.class)).isNotInstanceOf(CallbackSender.class);
            assertThat(output.getAll())
                    .containsOnlyOnce("without TLS: events are signed, but can be read on their way");

            CompensationPolicies policies = manager.getBean(CompensationPolicies.class);
            assertThat(policies.of("order"))
                    .isEqualTo(new CompensationPolicy(
                            true, 4, Duration.ofSeconds(5), WhenUnreachable.HOLD, Duration.ofDays(2)));
            assertThat(other.getBean(CompensationPolicies.class).of("order")).isEqualTo(CompensationPolicy.DEFAULT);
            other.getBean(RedisPolicies.class)
                    .change("order", ServicePolicy.NONE, PolicyOverride.MANUAL, "wang")
                    .toCompletableFuture()
                    .join();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !policies.of("order")
                    .enabled());
            assertThat(policies.of("order").attempts()).isEqualTo(4);
        }
    }

    @Test
    void doesNotGoInsideUnlessTheHostIsListed() {
        try (ReceiverServer receiver = new ReceiverServer(request -> new Answer(204, ""));
                ConfigurableApplicationContext manager = manager(
                        "--tx.manager.callback.url=http://localhost:" + receiver.port() + "/",
                        "--tx.manager.callback.secret=" + SECRET,
                        "--tx.manager.callback.attempts=1")) {
            CompletableFuture<CallbackReply> reply = new CompletableFuture<>();
            manager.getBean(Callback.class).created(CallbackSenderTests.event("e1"), reply::complete);
            assertThat(reply.orTimeout(30, TimeUnit.SECONDS).join())
                    .isInstanceOfSatisfying(CallbackReply.Unreachable.class, why -> assertThat(why.reason())
                            .contains("localhost has a loopback address")
                            .contains("tx.manager.callback.allowed-hosts"));
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void doesNotStartWithAUrlButWithoutASecret(CapturedOutput output) {
        assertThatThrownBy(() -> manager("--tx.manager.callback.url=https://hooks.example.com/"))
                .isNotNull();
        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .contains("tx.manager.callback.url is set and tx.manager.callback.secret is not")
                .contains("openssl rand -base64 32");
    }

    @Test
    void doesNotStartWithAPolicyOutOfBounds(CapturedOutput output) {
        assertThatThrownBy(() -> manager("--tx.manager.compensation.attempts=0"))
                .isNotNull();
        assertThat(output.getAll())
                .contains("Failed to bind properties under 'tx.manager.compensation'")
                .contains("attempts are 1 to 100, not 0");
    }

    private static ConfigurableApplicationContext manager(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--tx.manager.port=0",
                "--tx.manager.secrets.order=only for this test: 0123456789abcdef0123456789abcdef",
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + redis.port(),
                "--eureka.client.enabled=false",
                "--spring.main.banner-mode=off"));
        arguments.addAll(List.of(settings));
        return new SpringApplicationBuilder(TxManagerApplication.class).run(arguments.toArray(String[]::new));
    }
}
