package io.txgroup.feign.autoconfigure;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.feign.StickyInstances;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/** What each called service's own context of the load balancer gets: whatever lists the instances, groups stick to one. */
final class StickySuppliers {
    @Bean
    static BeanPostProcessor txStickySuppliers(ObjectProvider<CurrentCall> currentCall) {
        return new Wrapping(currentCall);
    }

    private static final class Wrapping implements BeanPostProcessor, PriorityOrdered {
        private final ObjectProvider<CurrentCall> currentCall;

        Wrapping(ObjectProvider<CurrentCall> currentCall) {
            this.currentCall = currentCall;
        }

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof ServiceInstanceListSupplier supplier && !(bean instanceof StickyInstances)) {
                return new StickyInstances(
                        supplier, () -> currentCall.getObject().scope().map(CallScope::groupId));
            }
            return bean;
        }

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }
}
