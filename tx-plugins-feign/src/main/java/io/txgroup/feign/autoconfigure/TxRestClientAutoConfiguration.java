package io.txgroup.feign.autoconfigure;

import io.txgroup.client.autoconfigure.TxClientAutoConfiguration;
import io.txgroup.client.spi.Calls;
import io.txgroup.feign.GroupInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/** Takes the group along on the calls of every RestClient, RestTemplate and HTTP interface that Spring sees. */
@AutoConfiguration(
        after = TxClientAutoConfiguration.class,
        afterName = "org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration")
@ConditionalOnClass(RestClient.class)
@ConditionalOnBean(Calls.class)
public final class TxRestClientAutoConfiguration {
    @Bean
    static RestClientPostProcessor txRestClientPostProcessor(ObjectProvider<Calls> calls) {
        return new RestClientPostProcessor(innermost(calls));
    }

    /** After Spring Cloud's, which adds the load balancer. */
    @Bean
    RestClientHttpServiceGroupConfigurer txHttpServiceGroupConfigurer(ObjectProvider<Calls> calls) {
        Innermost innermost = innermost(calls);
        return groups -> groups.forEachClient((group, builder) -> innermost.in(builder));
    }

    private static Innermost innermost(ObjectProvider<Calls> calls) {
        return new Innermost(new GroupInterceptor(new LazyCalls(calls)));
    }

    /** For the builders that are no beans: those that an application makes with Spring Boot's configurers. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestTemplateBuilder.class)
    static class BootBuilders {
        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        RestClientCustomizer txRestClientCustomizer(ObjectProvider<Calls> calls) {
            return innermost(calls)::in;
        }

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        RestTemplateCustomizer txRestTemplateCustomizer(ObjectProvider<Calls> calls) {
            return innermost(calls)::in;
        }

        @Bean
        static RestTemplateBuilderPostProcessor txRestTemplateBuilderPostProcessor(ObjectProvider<Calls> calls) {
            return new RestTemplateBuilderPostProcessor(innermost(calls)::in);
        }
    }
}
