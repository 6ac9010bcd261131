package io.txgroup.feign.autoconfigure;

import io.txgroup.client.autoconfigure.TxClientAutoConfiguration;
import io.txgroup.client.spi.Calls;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.context.annotation.Bean;

/** Takes the group along into what Spring Cloud's circuit breakers guard. */
@AutoConfiguration(after = TxClientAutoConfiguration.class)
@ConditionalOnClass({CircuitBreakerFactory.class, ProxyFactory.class})
@ConditionalOnBean(Calls.class)
public final class TxCircuitBreakerAutoConfiguration {
    @Bean
    static CircuitBreakerPostProcessor txCircuitBreakerPostProcessor(ObjectProvider<Calls> calls) {
        return new CircuitBreakerPostProcessor(new LazyCalls(calls));
    }
}
