package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.spi.FakeUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Through Spring Cloud's own load balancer, with the instances that its simple discovery lists. */
class StickyWiringTests {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TxLoadBalancerAutoConfiguration.class,
                    UtilAutoConfiguration.class,
                    CommonsClientAutoConfiguration.class,
                    SimpleDiscoveryClientAutoConfiguration.class,
                    LoadBalancerAutoConfiguration.class,
                    BlockingLoadBalancerClientAutoConfiguration.class))
            .withUserConfiguration(WithUnit.class)
            .withPropertyValues(
                    "spring.cloud.discovery.client.simple.instances.storage[0].uri=http://10.0.0.1:80",
                    "spring.cloud.discovery.client.simple.instances.storage[1].uri=http://10.0.0.2:80",
                    "spring.cloud.discovery.client.simple.instances.storage[2].uri=http://10.0.0.3:80");

    @Configuration(proxyBeanMethods = false)
    static class WithUnit {
        @Bean
        FakeUnit unit() {
            return new FakeUnit();
        }
    }

    @Test
    void allCallsOfAGroupGoToOneInstance() {
        application.run(context -> {
            LoadBalancerClient balancer = context.getBean(LoadBalancerClient.class);
            FakeUnit unit = context.getBean(FakeUnit.class);
            Set<String> hosts = new HashSet<>();
            unit.run(() -> {
                for (int i = 0; i < 6; i++) {
                    hosts.add(balancer.choose("storage").getHost());
                }
                return null;
            });
            assertThat(hosts).hasSize(1);
        });
    }

    @Test
    void outsideOfGroupsTheLoadBalancerDoesAsItIsUsedTo() {
        application.run(context -> {
            LoadBalancerClient balancer = context.getBean(LoadBalancerClient.class);
            Set<String> hosts = new HashSet<>();
            for (int i = 0; i < 6; i++) {
                hosts.add(balancer.choose("storage").getHost());
            }
            assertThat(hosts).hasSize(3);
        });
    }

    @Test
    void canBeSwitchedOff() {
        application.withPropertyValues("tx.feign.sticky=false").run(context -> {
            LoadBalancerClient balancer = context.getBean(LoadBalancerClient.class);
            FakeUnit unit = context.getBean(FakeUnit.class);
            Set<String> hosts = new HashSet<>();
            unit.run(() -> {
                for (int i = 0; i < 6; i++) {
                    hosts.add(balancer.choose("storage").getHost());
                }
                return null;
            });
            assertThat(hosts).hasSize(3);
        });
    }
}
