package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import feign.Capability;
import feign.Client;
import feign.FeignException;
import feign.RequestInterceptor;
import io.txgroup.client.spi.Calls;
import io.txgroup.feign.Peer;
import io.txgroup.feign.RecordingCalls;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.ConfigBuilder;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FallbackFactory;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.cloud.openfeign.clientconfig.FeignClientConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Every Feign client of Spring Cloud takes the group along. */
final class FeignWiringTests {
    private static final String REPORT_LINE = Calls.REPORT_HEADER + ": " + RecordingCalls.REPORT;

    private final Peer peer = new Peer();
    private final ApplicationContextRunner application =
            Application.calling(peer).withUserConfiguration(Clients.class).withPropertyValues("peer=" + peer.url());

    @AfterEach
    void closePeer() {
        peer.close();
    }

    @Test
    void instrumentsAClientWithAnAddress() {
        peer.replies(200, "fine", REPORT_LINE);
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

            assertThat(context.getBean(ByAddress.class).take("hello")).isEqualTo("fine");

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
            assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
        });
    }

    @Test
    void instrumentsAClientThatInheritsNoConfiguration() {
        peer.replies(200, "fine", REPORT_LINE);
        application.run(context -> {
            inGroup(context.getBean(RecordingCalls.class));

            context.getBean(Lone.class).take("hello");

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
        });
    }

    @Test
    void instrumentsALoadBalancedClient() {
        peer.replies(200, "fine", REPORT_LINE);
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

            assertThat(context.getBean(LoadBalanced.class).take("hello")).isEqualTo("fine");

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
            assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
        });
    }

    @Test
    void instrumentsALoadBalancedClientThatDoesNotRetry() {
        peer.replies(200, "fine", REPORT_LINE);
        application
                .withPropertyValues("spring.cloud.loadbalancer.retry.enabled=false")
                .run(context -> {
                    inGroup(context.getBean(RecordingCalls.class));

                    context.getBean(LoadBalanced.class).take("hello");

                    assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
                });
    }

    @Test
    void makesEachTryOfTheLoadBalancerAnAttemptOfItsOwn() {
        peer.breaksOff().replies(200, "fine", REPORT_LINE);
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

            assertThat(context.getBean(LoadBalanced.class).take("hello")).isEqualTo("fine");

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"), List.of("attempt-2"));
            assertThat(calls.endings())
                    .containsExactly(List.of("unanswered"), List.of("answered, report " + RecordingCalls.REPORT));
        });
    }

    @Test
    void sendsNothingAgainWhenTheGroupRefusesTheSecondTry() {
        IllegalStateException refusal = new IllegalStateException("rollback only");
        peer.breaksOff().replies(200, "fine", REPORT_LINE);
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));
            calls.refuseAfter(1, refusal);

            assertThatThrownBy(() -> context.getBean(LoadBalanced.class).take("hello"))
                    .isSameAs(refusal);

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
            assertThat(calls.endings()).containsExactly(List.of("unanswered"));
        });
    }

    @Test
    void takesALoadBalancedCallWithoutAnInstanceAsFailed() {
        application.run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

            assertThatThrownBy(() -> context.getBean(NoInstance.class).take("hello"))
                    .isInstanceOf(RuntimeException.class);

            assertThat(calls.attempts).hasSize(1);
            assertThat(calls.endings().get(0)).hasSize(1).doesNotContain("answered, report null");
        });
    }

    @Test
    void tellsTheGroupOfAFailureThatAFallbackHides() {
        peer.replies(500, "no");
        application
                .withPropertyValues("spring.cloud.openfeign.circuitbreaker.enabled=true")
                .run(context -> {
                    RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

                    assertThat(context.getBean(WithFallback.class).take("hello"))
                            .isEqualTo("instead of FeignException$InternalServerError");

                    assertThat(calls.endings()).containsExactly(List.of("failed, report null"));
                });
    }

    @Test
    void replacesAHeaderThatAnInterceptorCopied() {
        peer.replies(200, "fine", REPORT_LINE);
        application.withUserConfiguration(Copying.class).run(context -> {
            inGroup(context.getBean(RecordingCalls.class));

            context.getBean(ByAddress.class).take("hello");

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
        });
    }

    @Test
    void makesOneAttemptBesideOtherCapabilities() {
        peer.replies(404, "no", REPORT_LINE);
        application.withUserConfiguration(OtherCapability.class).run(context -> {
            RecordingCalls calls = inGroup(context.getBean(RecordingCalls.class));

            assertThatThrownBy(() -> context.getBean(ByAddress.class).take("hello"))
                    .isInstanceOf(FeignException.NotFound.class);

            assertThat(calls.endings()).containsExactly(List.of("failed, report " + RecordingCalls.REPORT));
        });
    }

    private static RecordingCalls inGroup(RecordingCalls calls) {
        calls.enterGroup();
        return calls;
    }

    @FeignClient(name = "by-address", url = "${peer}")
    interface ByAddress {
        @PostMapping("/stock")
        String take(@RequestBody String what);
    }

    @FeignClient(name = "lone", url = "${peer}", configuration = InheritsNothing.class)
    interface Lone {
        @PostMapping("/stock")
        String take(@RequestBody String what);
    }

    static class InheritsNothing {
        @Bean
        FeignClientConfigurer inheritsNothing() {
            return new FeignClientConfigurer() {
                @Override
                public boolean inheritParentConfiguration() {
                    return false;
                }
            };
        }
    }

    @FeignClient(name = "storage")
    interface LoadBalanced {
        @PostMapping("/stock")
        String take(@RequestBody String what);
    }

    @FeignClient(name = "nowhere")
    interface NoInstance {
        @PostMapping("/stock")
        String take(@RequestBody String what);
    }

    @FeignClient(name = "with-fallback", url = "${peer}", fallbackFactory = Fallback.class)
    interface WithFallback {
        @PostMapping("/stock")
        String take(@RequestBody String what);
    }

    static class Fallback implements FallbackFactory<WithFallback> {
        @Override
        public WithFallback create(Throwable cause) {
            String name = cause.getClass().getName();
            return what -> "instead of " + name.substring(name.lastIndexOf('.') + 1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableFeignClients(
            clients = {ByAddress.class, Lone.class, LoadBalanced.class, NoInstance.class, WithFallback.class})
    static class Clients {
        @Bean
        Fallback fallback() {
            return new Fallback();
        }

        @Bean
        CircuitBreakerFactory<?, ?> circuitBreakers() {
            return new InThisThread();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Copying {
        @Bean
        RequestInterceptor copying() {
            return template -> template.header("tx-group", "copied");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherCapability {
        @Bean
        Capability passingOn() {
            return new PassingOn();
        }
    }

    /** As metrics and tracing do. */
    public static final class PassingOn implements Capability {
        @Override
        public Client enrich(Client client) {
            return (request, options) -> client.execute(request, options);
        }
    }

    /** Just enough of a circuit breaker. */
    static final class InThisThread extends CircuitBreakerFactory<Object, ConfigBuilder<Object>> {
        @Override
        public CircuitBreaker create(String id) {
            return new CircuitBreaker() {
                @Override
                public <T> T run(Supplier<T> call, Function<Throwable, T> fallback) {
                    try {
                        return call.get();
                    } catch (RuntimeException e) {
                        return fallback.apply(e);
                    }
                }
            };
        }

        @Override
        protected ConfigBuilder<Object> configBuilder(String id) {
            return Object::new;
        }

        @Override
        public void configureDefault(Function<String, Object> configuration) {}
    }
}
