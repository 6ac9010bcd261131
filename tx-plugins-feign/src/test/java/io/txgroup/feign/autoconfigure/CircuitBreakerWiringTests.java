package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.txgroup.client.spi.Calls;
import io.txgroup.feign.Peer;
import io.txgroup.feign.RecordingCalls;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Resilience4j runs what it guards in threads of its own; the group goes along, and no fallback hides a failure from it. */
final class CircuitBreakerWiringTests {
    private static final String REPORT_LINE = Calls.REPORT_HEADER + ": " + RecordingCalls.REPORT;

    private final Peer peer = new Peer();
    private final ApplicationContextRunner application = Application.calling(peer)
            .withUserConfiguration(Clients.class)
            .withPropertyValues("peer=" + peer.url(), "spring.cloud.openfeign.circuitbreaker.enabled=true");

    @AfterEach
    void closePeer() {
        peer.close();
    }

    @Test
    void takesTheGroupIntoTheThreadOfAGuardedCall() {
        peer.replies(200, "fine", REPORT_LINE);
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

            assertThat(context.getBean(Guarded.class).take("hello")).isEqualTo("fine");

            assertThat(calls.threads).doesNotContain(Thread.currentThread().getName());
            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
            assertThat(calls.vetoes).isEmpty();
        });
    }

    @Test
    void tellsTheGroupOfAFailureThatAFallbackHides() {
        peer.replies(500, "no");
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

            assertThat(context.getBean(Guarded.class).take("hello")).isEqualTo("instead");

            assertThat(calls.endings()).containsExactly(List.of("failed, report null"));
        });
    }

    @Test
    void vetoesWhenAnOpenCircuitLetsTheFallbackAnswer() {
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));
            CircuitBreakerFactory<?, ?> factory = context.getBean(CircuitBreakerFactory.class);
            factory.create("broken").run(() -> "fine", cause -> "instead");
            context.getBean(CircuitBreakerRegistry.class)
                    .circuitBreaker("broken")
                    .transitionToOpenState();

            assertThat(factory.create("broken").run(() -> "fine", cause -> "instead"))
                    .isEqualTo("instead");

            assertThat(calls.vetoes).hasSize(1);
            assertThat(calls.vetoes.get(0)).contains("broken did not let a call through");
        });
    }

    @Test
    void vetoesWhenATimeLimitGivesUpOnACallThatStillRuns() {
        peer.keepsSilent();
        application
                .withPropertyValues("resilience4j.timelimiter.configs.default.timeoutDuration=300ms")
                .run(context -> {
                    RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

                    assertThat(context.getBean(Guarded.class).take("hello")).isEqualTo("instead");

                    assertThat(calls.vetoes).hasSize(1);
                    assertThat(calls.vetoes.get(0)).contains("gave up on a running call");
                });
    }

    @Test
    void leavesWorkAloneThatNoGroupAskedFor() {
        application.run(context -> {
            RecordingCalls calls = context.getBean(RecordingCalls.class);
            CircuitBreakerFactory<?, ?> factory = context.getBean(CircuitBreakerFactory.class);

            String answer = factory.create("plain")
                    .run(
                            () -> {
                                throw new IllegalStateException("broken");
                            },
                            cause -> "instead");

            assertThat(answer).isEqualTo("instead");
            assertThat(calls.vetoes).isEmpty();
        });
    }

    @Test
    void staysTheFactoryThatApplicationsAskFor() {
        application.withUserConfiguration(Customized.class).run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(Resilience4JCircuitBreakerFactory.class));
    }

    private static RecordingCalls inGroup(RecordingCalls calls) {
        calls.enterGroup();
        return calls;
    }

    @FeignClient(name = "guarded", url = "${peer}", fallback = Instead.class)
    interface Guarded {
        @PostMapping("/stock")
        String take(@RequestBody String what);
    }

    static class Instead implements Guarded {
        @Override
        public String take(String what) {
            return "instead";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableFeignClients(clients = Guarded.class)
    static class Clients {
        @Bean
        Instead instead() {
            return new Instead();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customized {
        @Bean
        Customizer<Resilience4JCircuitBreakerFactory> customizer() {
            return factory -> {};
        }
    }
}
