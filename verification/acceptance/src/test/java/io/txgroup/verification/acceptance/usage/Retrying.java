package io.txgroup.verification.acceptance.usage;

import feign.Feign;
import feign.Retryer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;

/** What some Feign clients are made with; inside {@link Calling} it would be found for all of them. */
class Retrying {
    /** Not the builder with the circuit breaker. */
    @Bean
    @Scope("prototype")
    Feign.Builder builderWithoutCircuitBreaker() {
        return Feign.builder();
    }

    @Bean
    Retryer retryer() {
        return new Retryer.Default(1, 1, 3);
    }
}
