package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.Calls;
import io.txgroup.feign.Peer;
import io.txgroup.feign.RecordingCalls;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.restclient.autoconfigure.RestTemplateBuilderConfigurer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.ImportHttpServices;

/** Every form in which an application gets a RestClient or RestTemplate from Spring takes the group along. */
final class RestClientWiringTests {
    private final Peer peer = new Peer();

    @AfterEach
    void closePeer() {
        peer.close();
    }

    @Test
    void instrumentsTheAutoConfiguredBuilder() {
        callsInGroup(Nothing.class, peer.url(), (context, url) -> post(context.getBean(RestClient.Builder.class), url));
    }

    @Test
    void instrumentsABuilderMadeByHand() {
        callsInGroup(
                HandMadeBuilder.class,
                peer.url(),
                (context, url) -> post(context.getBean(RestClient.Builder.class), url));
    }

    @Test
    void instrumentsALoadBalancedBuilderMadeByHandInsideTheLoadBalancer() {
        callsInGroup(
                LoadBalancedBuilder.class,
                "http://storage",
                (context, url) -> post(context.getBean(RestClient.Builder.class), url));
    }

    @Test
    void instrumentsAClientMadeByHand() {
        callsInGroup(HandMadeClient.class, peer.url(), (context, url) -> post(context.getBean(RestClient.class), url));
    }

    @Test
    void instrumentsAClientMadeWithBootsConfigurer() {
        callsInGroup(
                Nothing.class,
                peer.url(),
                (context, url) ->
                        post(context.getBean(RestClientBuilderConfigurer.class).configure(RestClient.builder()), url));
    }

    @Test
    void instrumentsARestTemplateMadeByHand() {
        callsInGroup(HandMadeTemplate.class, peer.url(), (context, url) -> context.getBean(RestTemplate.class)
                .postForObject(url, "hello", String.class));
    }

    @Test
    void instrumentsALoadBalancedRestTemplateInsideTheLoadBalancer() {
        callsInGroup(LoadBalancedTemplate.class, "http://storage", (context, url) -> context.getBean(RestTemplate.class)
                .postForObject(url, "hello", String.class));
    }

    @Test
    void instrumentsTheAutoConfiguredRestTemplateBuilder() {
        callsInGroup(Nothing.class, peer.url(), (context, url) -> context.getBean(RestTemplateBuilder.class)
                .build()
                .postForObject(url, "hello", String.class));
    }

    @Test
    void instrumentsARestTemplateBuilderMadeByHand() {
        callsInGroup(
                HandMadeTemplateBuilder.class, peer.url(), (context, url) -> context.getBean(RestTemplateBuilder.class)
                        .build()
                        .postForObject(url, "hello", String.class));
    }

    @Test
    void instrumentsARestTemplateMadeWithBootsConfigurer() {
        callsInGroup(Nothing.class, peer.url(), (context, url) -> context.getBean(RestTemplateBuilderConfigurer.class)
                .configure(new RestTemplateBuilder())
                .build()
                .postForObject(url, "hello", String.class));
    }

    @Test
    void instrumentsAnHttpInterfaceInsideTheLoadBalancer() {
        callsInGroup(HttpInterface.class, "http://storage", (context, url) -> context.getBean(Storage.class)
                .take("hello"));
    }

    @Test
    void makesEachTryOfTheLoadBalancerAnAttemptOfItsOwn() {
        for (Class<?> configuration : List.of(LoadBalancedBuilder.class, LoadBalancedTemplate.class)) {
            Application.calling(peer).withUserConfiguration(configuration).run(context -> {
                RecordingCalls calls = context.getBean(RecordingCalls.class);
                calls.enterGroup();
                peer.breaksOff().replies(200, "fine");

                if (configuration == LoadBalancedBuilder.class) {
                    post(context.getBean(RestClient.Builder.class), "http://storage/stock");
                } else {
                    context.getBean(RestTemplate.class).postForObject("http://storage/stock", "hello", String.class);
                }

                assertThat(calls.endings()).containsExactly(List.of("unanswered"), List.of("answered, report null"));
            });
        }
    }

    @Test
    void standsInsideAnInterceptorThatIsAddedLater() {
        ClientHttpRequestInterceptor twice = (request, body, execution) -> {
            execution.execute(request, body).close();
            return execution.execute(request, body);
        };
        Application.calling(peer).run(context -> {
            RecordingCalls calls = context.getBean(RecordingCalls.class);
            calls.enterGroup();
            peer.replies(200, "").replies(200, "fine");

            post(context.getBean(RestClient.Builder.class).requestInterceptor(twice), peer.url());

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"), List.of("attempt-2"));
        });
    }

    @Test
    void leavesTheClientsOfOneBuilderTheirOwnInterceptors() {
        Application.calling(peer).withUserConfiguration(HandMadeBuilder.class).run(context -> {
            RestClient.Builder builder = context.getBean(RestClient.Builder.class);
            RestClient first = builder.build();
            builder.requestInterceptor((request, body, execution) -> {
                throw new IllegalStateException("meant for the second client only");
            });
            peer.replies(200, "fine");

            assertThat(first.post().uri(peer.url()).body("hello").retrieve().body(String.class))
                    .isEqualTo("fine");
            assertThat(builder).hasToString(builder.toString()).isEqualTo(builder);
            assertThat(builder.clone()).isNotEqualTo(builder);
        });
    }

    @Test
    void leavesAClientThatIsNotSpringsAlone() {
        Application.calling(peer)
                .withUserConfiguration(WrappedClient.class)
                .run(context -> assertThat(context.getBean(RestClient.class)).isInstanceOf(Wrapper.class));
    }

    @Test
    void letsTheCallsBeanItselfBeMadeWithAnInstrumentedClient() {
        peer.replies(200, "the managers' addresses");

        new ApplicationContextRunner()
                .withUserConfiguration(CallsThatCallOut.class)
                .withPropertyValues("tx.client.enabled=false", "peer=" + peer.url())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(peer.groupHeaders()).containsExactly(List.of());
                });
    }

    private void callsInGroup(
            Class<?> configuration, String url, BiFunction<ApplicationContext, String, String> client) {
        peer.replies(200, "fine", Calls.REPORT_HEADER + ": " + RecordingCalls.REPORT);
        Application.calling(peer).withUserConfiguration(configuration).run(context -> {
            RecordingCalls calls = context.getBean(RecordingCalls.class);
            calls.enterGroup();

            assertThat(client.apply(context, url + "/stock")).isEqualTo("fine");

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
            assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
            assertThat(calls.attempts.get(0).target).isEqualTo("POST " + peer.url() + "/stock");
        });
    }

    private static String post(RestClient.Builder builder, String url) {
        return post(builder.build(), url);
    }

    private static String post(RestClient client, String url) {
        return client.post().uri(url).body("hello").retrieve().body(String.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    static class HandMadeBuilder {
        @Bean
        RestClient.Builder builder() {
            return RestClient.builder();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LoadBalancedBuilder {
        @Bean
        @LoadBalanced
        RestClient.Builder builder() {
            return RestClient.builder();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HandMadeClient {
        @Bean
        RestClient client() {
            return RestClient.create();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HandMadeTemplate {
        @Bean
        RestTemplate template() {
            return new RestTemplate();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LoadBalancedTemplate {
        @Bean
        @LoadBalanced
        RestTemplate template() {
            return new RestTemplate();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HandMadeTemplateBuilder {
        @Bean
        RestTemplateBuilder builder() {
            return new RestTemplateBuilder();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportHttpServices(group = "storage", types = Storage.class)
    static class HttpInterface {
        /** What Spring Cloud's own does where it is active. */
        @Bean
        RestClientHttpServiceGroupConfigurer loadBalancing(BlockingLoadBalancerInterceptor loadBalancer) {
            return new RestClientHttpServiceGroupConfigurer() {
                @Override
                public void configureGroups(Groups<RestClient.Builder> groups) {
                    groups.forEachClient((group, builder) ->
                            builder.baseUrl("http://" + group.name()).requestInterceptor(loadBalancer));
                }

                @Override
                public int getOrder() {
                    return 10;
                }
            };
        }
    }

    interface Storage {
        @PostExchange("/stock")
        String take(@RequestBody String what);
    }

    @Configuration(proxyBeanMethods = false)
    static class WrappedClient {
        @Bean
        RestClient client() {
            return new Wrapper(RestClient.create());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class CallsThatCallOut {
        @Bean
        Calls calls(ObjectProvider<RestClient.Builder> builder, @Value("${peer}") String peer) {
            post(builder.getObject(), peer);
            return new RecordingCalls();
        }
    }
}
