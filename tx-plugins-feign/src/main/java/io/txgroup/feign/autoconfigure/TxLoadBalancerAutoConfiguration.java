package io.txgroup.feign.autoconfigure;

import io.txgroup.client.autoconfigure.TxClientAutoConfiguration;
import io.txgroup.client.spi.CurrentCall;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/** Sends all calls of a group to one service to the same instance, where Spring Cloud LoadBalancer chooses it. */
@AutoConfiguration(
        after = TxClientAutoConfiguration.class,
        beforeName = "org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration")
@ConditionalOnClass(ServiceInstanceListSupplier.class)
@ConditionalOnBean(CurrentCall.class)
@ConditionalOnProperty(name = "tx.feign.sticky", matchIfMissing = true)
@LoadBalancerClients(defaultConfiguration = StickySuppliers.class)
public final class TxLoadBalancerAutoConfiguration {}
