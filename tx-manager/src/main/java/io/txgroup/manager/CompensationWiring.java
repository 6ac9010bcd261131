package io.txgroup.manager;

import io.txgroup.manager.callback.CallbackProperties;
import io.txgroup.manager.store.RedisConnections;
import io.txgroup.manager.store.RedisPolicies;
import io.txgroup.manager.store.StoreSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what is said of compensation. */
@Configuration(proxyBeanMethods = false)
class CompensationWiring {
    @Bean
    RedisPolicies compensationPolicies(
            RedisConnections connections,
            StoreSettings store,
            CompensationProperties compensation,
            CallbackProperties callback) {
        return new RedisPolicies(connections, store, compensation.policy(callback.unreachable()));
    }

    @Bean
    PolicyRounds policyRounds(RedisPolicies policies) {
        return new PolicyRounds(policies);
    }
}
