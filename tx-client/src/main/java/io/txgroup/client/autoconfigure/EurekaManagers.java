package io.txgroup.client.autoconfigure;

import io.txgroup.client.discovery.DiscoveredManagers;
import io.txgroup.client.net.ManagerDirectory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finds the managers in Eureka, or in whatever else the application's discovery client asks. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DiscoveryClient.class)
@ConditionalOnBean(DiscoveryClient.class)
final class EurekaManagers {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "tx.client.discovery", havingValue = "eureka", matchIfMissing = true)
    ManagerDirectory txDiscoveredManagers(TxClientProperties properties, DiscoveryClient discovery) {
        return new DiscoveredManagers(discovery, properties.managerService());
    }
}
