package io.txgroup.redis.autoconfigure;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.redis.HeldRedisSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.function.SingletonSupplier;

/** Lets every RedisConnectionFactory bean take part in groups. */
@AutoConfiguration(afterName = "io.txgroup.client.autoconfigure.TxClientAutoConfiguration")
@ConditionalOnClass(LettuceConnectionFactory.class)
@ConditionalOnBean(CurrentCall.class)
@EnableConfigurationProperties(TxRedisProperties.class)
public final class TxRedisAutoConfiguration {

    @Bean
    static HeldRedisFactories heldRedisFactories(
            ObjectProvider<TxRedisProperties> properties,
            ObjectProvider<CurrentCall> currentCall,
            ConfigurableListableBeanFactory beans,
            Environment environment) {
        // nothing is asked for before the first factory is there: a post-processor must not make beans early
        return new HeldRedisFactories(
                beans,
                SingletonSupplier.of(() -> properties.getObject().exclude()),
                SingletonSupplier.of(currentCall::getObject),
                SingletonSupplier.of(() -> settings(properties.getObject(), environment)));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static final class WithMeters {
        @Bean
        @ConditionalOnMissingBean
        static RedisMeters redisMeters(HeldRedisFactories factories) {
            return new RedisMeters(factories);
        }
    }

    private static HeldRedisSettings settings(TxRedisProperties properties, Environment environment) {
        Binder binder = Binder.get(environment);
        String unannotated = binder.bind("tx.client.unannotated", String.class).orElse("refuse");
        String installation =
                binder.bind("tx.client.installation", String.class).orElse("default");
        String service = binder.bind("tx.client.service", String.class)
                .orElseGet(() -> environment.getProperty("spring.application.name", ""));
        return properties.settings(unannotated.equalsIgnoreCase("refuse"), installation, service);
    }
}
