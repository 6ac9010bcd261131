package io.txgroup.jdbc.autoconfigure;

import io.txgroup.client.spi.ResourceRecovery;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;

/**
 * Publishes the recovery of each wrapped DataSource as a bean, also of those that come while the application runs; one
 * that comes under the name of another takes its place.
 */
final class RecoveryBeans {
    private static final String PREFIX = "txResourceRecovery.";

    private final ConfigurableListableBeanFactory beans;

    RecoveryBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    synchronized void publish(String dataSource, ResourceRecovery recovery) {
        String name = PREFIX + dataSource;
        if (beans.containsSingleton(name) && beans instanceof DefaultSingletonBeanRegistry registry) {
            registry.destroySingleton(name);
        }
        beans.registerSingleton(name, recovery);
    }
}
