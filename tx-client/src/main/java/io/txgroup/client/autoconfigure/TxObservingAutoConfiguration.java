package io.txgroup.client.autoconfigure;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.txgroup.client.TxOutcomes;
import io.txgroup.client.core.Units;
import io.txgroup.client.net.ManagerConnections;
import io.txgroup.client.observing.GroupMeters;
import io.txgroup.client.observing.TxEndpoint;
import io.txgroup.client.observing.TxHealth;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows operators a service's part in groups, as far as the service has the actuator or Micrometer. */
@AutoConfiguration(after = TxClientAutoConfiguration.class)
@ConditionalOnBean(Units.class)
public final class TxObservingAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static final class WithHealth {
        @Bean
        @ConditionalOnMissingBean(name = "txHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("tx")
        TxHealth txHealthIndicator(ManagerConnections managers) {
            return new TxHealth(managers);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static final class WithEndpoint {
        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnAvailableEndpoint
        TxEndpoint txEndpoint(Units units, ManagerConnections managers, TxOutcomes outcomes) {
            return new TxEndpoint(units, managers, outcomes);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static final class WithMeters {
        @Bean
        @ConditionalOnMissingBean
        GroupMeters txGroupMeters(ObjectProvider<Units> units, ObjectProvider<ManagerConnections> managers) {
            return new GroupMeters(units::getObject, managers::getObject);
        }
    }
}
