package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.Calls;
import io.txgroup.feign.Peer;
import io.txgroup.feign.RecordingCalls;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

/** Every form in which an application gets a WebClient from Spring takes the group along. */
final class WebClientWiringTests {
    private final Peer peer = new Peer();

    @AfterEach
    void closePeer() {
        peer.close();
    }

    @Test
    void instrumentsTheAutoConfiguredBuilder() {
        callsInGroup(Nothing.class, peer.url(), (context, url) -> post(context.getBean(WebClient.Builder.class), url));
    }

    @Test
    void instrumentsABuilderMadeByHand() {
        callsInGroup(
                HandMadeBuilder.class,
                peer.url(),
                (context, url) -> post(context.getBean(WebClient.Builder.class), url));
    }

    @Test
    void instrumentsALoadBalancedBuilderMadeByHandInsideTheLoadBalancer() {
        callsInGroup(
                LoadBalancedBuilder.class,
                "http://storage",
                (context, url) -> post(context.getBean(WebClient.Builder.class), url));
    }

    @Test
    void instrumentsAClientMadeByHand() {
        callsInGroup(HandMadeClient.class, peer.url(), (context, url) -> post(context.getBean(WebClient.class), url));
    }

    @Test
    void instrumentsAClientThatIsCustomizedByHand() {
        callsInGroup(Nothing.class, peer.url(), (context, url) -> {
            WebClient.Builder builder = WebClient.builder();
            context.getBeanProvider(WebClientCustomizer.class)
                    .orderedStream()
                    .forEach(customizer -> customizer.customize(builder));
            return post(builder, url);
        });
    }

    @Test
    void instrumentsAnHttpInterface() {
        callsInGroup(HttpInterface.class, peer.url(), (context, url) -> context.getBean(Storage.class)
                .take("hello"));
    }

    @Test
    void instrumentsAnHttpInterfaceMadeByHand() {
        callsInGroup(HandMadeBuilder.class, peer.url(), (context, url) -> {
            WebClient client =
                    context.getBean(WebClient.Builder.class).baseUrl(peer.url()).build();
            return HttpServiceProxyFactory.builderFor(WebClientAdapter.create(client))
                    .build()
                    .createClient(Storage.class)
                    .take("hello");
        });
    }

    @Test
    void standsInsideAFilterThatIsAddedLater() {
        Application.calling(peer).run(context -> {
            context.getBean(RecordingCalls.class).enterGroup();
            peer.breaksOff().replies(200, "fine");

            post(
                    context.getBean(WebClient.Builder.class)
                            .filter((request, next) -> next.exchange(request).retry(1)),
                    peer.url());

            assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"), List.of("attempt-2"));
        });
    }

    private void callsInGroup(
            Class<?> configuration, String url, BiFunction<ApplicationContext, String, String> client) {
        peer.replies(200, "fine", Calls.REPORT_HEADER + ": " + RecordingCalls.REPORT);
        Application.calling(peer)
                .withUserConfiguration(configuration)
                .withPropertyValues("spring.http.serviceclient.storage.base-url=" + peer.url())
                .run(context -> {
                    RecordingCalls calls = context.getBean(RecordingCalls.class);
                    calls.enterGroup();

                    assertThat(client.apply(context, url + "/stock")).isEqualTo("fine");

                    assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
                    assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
                    assertThat(calls.attempts.get(0).target).isEqualTo("POST " + peer.url() + "/stock");
                });
    }

    private static String post(WebClient.Builder builder, String url) {
        return post(builder.build(), url);
    }

    private static String post(WebClient client, String url) {
        return client.post()
                .uri(url)
                .bodyValue("hello")
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    static class HandMadeBuilder {
        @Bean
        WebClient.Builder builder() {
            return WebClient.builder();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LoadBalancedBuilder {
        @Bean
        @LoadBalanced
        WebClient.Builder builder() {
            return WebClient.builder();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HandMadeClient {
        @Bean
        WebClient client() {
            return WebClient.create();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportHttpServices(group = "storage", types = Storage.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
    static class HttpInterface {}

    interface Storage {
        @PostExchange("/stock")
        String take(@RequestBody String what);
    }
}
