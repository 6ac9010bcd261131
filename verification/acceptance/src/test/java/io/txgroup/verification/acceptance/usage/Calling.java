package io.txgroup.verification.acceptance.usage;

import io.txgroup.client.TxTransaction;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

/** A service that starts groups and calls the storage in every way that there is. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@EnableFeignClients(clients = {Calling.PlainFeign.class, Calling.GuardedFeign.class, Calling.BalancedFeign.class})
@ImportHttpServices(group = "storage", types = Calling.OverRestClient.class)
@ImportHttpServices(
        group = "reactive-storage",
        types = Calling.OverWebClient.class,
        clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
public class Calling {
    /** Work in a group, or in a local transaction of it. */
    public interface Work {
        /** Does it. */
        void run() throws Exception;
    }

    /** What it does in its own database. */
    public static class Orders {
        private final JdbcTemplate jdbc;

        Orders(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        /** Lets the work run in a group. */
        @TxTransaction(timeoutSeconds = 10)
        public void inGroup(Work work) throws Exception {
            work.run();
        }

        /** Writes an order in a local transaction of its own. */
        @Transactional
        public void write(String item) {
            jdbc.update("insert into orders(item) values (?)", item);
        }

        /** Writes an order in a local transaction that is open while the work runs. */
        @Transactional
        public void writeAnd(String item, Work work) throws Exception {
            write(item);
            work.run();
        }
    }

    /** Work in other threads. */
    public static class Branches {
        /** Does it there. */
        @Async
        public CompletableFuture<String> later(Work work) throws Exception {
            work.run();
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    /** How Feign calls the storage. */
    interface Storage {
        @PostMapping("/take")
        String take(@RequestParam("item") String item, @RequestParam("fail") boolean fail);
    }

    /** Feign by itself, which retries. */
    @FeignClient(name = "plain", url = "${shop.storage}", configuration = Retrying.class)
    interface PlainFeign extends Storage {
        @PostMapping("/busy-once")
        String busyOnce(@RequestParam("item") String item);
    }

    /** Feign with a circuit breaker, and a fallback that thinks it knows better. */
    @FeignClient(name = "guarded", url = "${shop.storage}", fallback = Fallback.class)
    interface GuardedFeign extends Storage {}

    /** Feign with the load balancer. */
    @FeignClient(name = "storage", contextId = "balanced", configuration = Retrying.class)
    interface BalancedFeign extends Storage {}

    static class Fallback implements GuardedFeign {
        @Override
        public String take(String item, boolean fail) {
            return "never mind";
        }
    }

    interface OverRestClient {
        @PostExchange("/take")
        String take(@RequestParam("item") String item, @RequestParam("fail") boolean fail);
    }

    interface OverWebClient {
        @PostExchange("/take")
        String take(@RequestParam("item") String item, @RequestParam("fail") boolean fail);
    }

    @Bean
    Fallback fallback() {
        return new Fallback();
    }

    @Bean
    Orders orders(JdbcTemplate jdbc) {
        return new Orders(jdbc);
    }

    @Bean
    Branches branches() {
        return new Branches();
    }

    @Bean
    @Primary
    RestClient.Builder plainBuilder() {
        return RestClient.builder();
    }

    @Bean
    @LoadBalanced
    RestClient.Builder balancedBuilder() {
        return RestClient.builder();
    }

    @Bean
    RestClient handMadeRestClient() {
        return RestClient.create();
    }

    @Bean
    RestTemplate handMadeTemplate() {
        return new RestTemplate();
    }

    @Bean
    @LoadBalanced
    RestTemplate balancedTemplate() {
        return new RestTemplate();
    }

    @Bean
    RestTemplate builtTemplate(RestTemplateBuilder builder) {
        return builder.build();
    }

    @Bean
    WebClient builtWebClient(WebClient.Builder builder) {
        return builder.build();
    }

    @Bean
    WebClient handMadeWebClient() {
        return WebClient.create();
    }

    /** No bean, but made with one of Boot's builders. */
    @Bean
    WebClientHolder webClientHolder(WebClient.Builder builder) {
        return new WebClientHolder(builder.build());
    }

    record WebClientHolder(WebClient client) {}
}
