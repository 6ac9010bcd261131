package io.txgroup.feign.autoconfigure;

import feign.Feign;
import io.txgroup.client.autoconfigure.TxClientAutoConfiguration;
import io.txgroup.client.spi.Calls;
import io.txgroup.feign.GroupCapability;
import io.txgroup.feign.LoadBalancedAttempts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.openfeign.FeignBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Takes the group along on the calls of every Feign client of Spring Cloud. */
@AutoConfiguration(after = TxClientAutoConfiguration.class)
@ConditionalOnClass({Feign.class, FeignBuilderCustomizer.class})
@ConditionalOnBean(Calls.class)
public final class TxFeignAutoConfiguration {
    /** Not a Capability bean: a Feign client that does not inherit its parent's configuration would miss that. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    FeignBuilderCustomizer txFeignBuilderCustomizer(ObjectProvider<Calls> calls) {
        GroupCapability capability = new GroupCapability(new LazyCalls(calls));
        return builder -> builder.addCapability(capability);
    }

    @Bean
    LoadBalancedAttempts txLoadBalancedAttempts() {
        return new LoadBalancedAttempts();
    }
}
