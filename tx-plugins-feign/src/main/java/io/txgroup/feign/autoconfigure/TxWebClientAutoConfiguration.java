package io.txgroup.feign.autoconfigure;

import io.txgroup.client.autoconfigure.TxClientAutoConfiguration;
import io.txgroup.client.spi.Calls;
import io.txgroup.feign.GroupExchangeFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/** Takes the group along on the calls of every WebClient, and HTTP interface over one, that Spring sees. */
@AutoConfiguration(after = TxClientAutoConfiguration.class)
@ConditionalOnClass(WebClient.class)
@ConditionalOnBean(Calls.class)
public final class TxWebClientAutoConfiguration {
    @Bean
    static WebClientPostProcessor txWebClientPostProcessor(ObjectProvider<Calls> calls) {
        return new WebClientPostProcessor(filter(calls));
    }

    /** After Spring Cloud's, which adds the load balancer. */
    @Bean
    WebClientHttpServiceGroupConfigurer txWebClientHttpServiceGroupConfigurer(ObjectProvider<Calls> calls) {
        GroupExchangeFilter filter = filter(calls);
        return groups -> groups.forEachClient((group, builder) -> filter.in(builder));
    }

    private static GroupExchangeFilter filter(ObjectProvider<Calls> calls) {
        return new GroupExchangeFilter(new LazyCalls(calls));
    }

    /** For the builders that are no beans. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebClientCustomizer.class)
    static class BootBuilders {
        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        WebClientCustomizer txWebClientCustomizer(ObjectProvider<Calls> calls) {
            return filter(calls)::in;
        }
    }
}
