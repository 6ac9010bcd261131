package io.txgroup.client.autoconfigure;

import io.txgroup.client.advisor.RepeatableBeans;
import io.txgroup.client.compensation.ArgumentForms;
import io.txgroup.client.compensation.JsonForms;
import io.txgroup.client.compensation.RepeatableMethods;
import io.txgroup.client.running.ThreadCalls;
import io.txgroup.client.spi.TxContextCarrier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Keeps what methods are called with, and runs them again when their work was lost. */
@Configuration(proxyBeanMethods = false)
@Import(CompensationConfiguration.WithJackson.class)
class CompensationConfiguration {
    @Bean
    RepeatableMethods txRepeatableMethods(
            ThreadCalls threads, ClientThreads clientThreads, TxClientProperties properties) {
        return new RepeatableMethods(
                threads,
                clientThreads.redos(),
                clientThreads.discards(),
                properties.timeout(),
                Math.toIntExact(properties.compensation().maxSize().toBytes()));
    }

    @Bean
    static RepeatableBeans txRepeatableBeans(
            ConfigurableListableBeanFactory beans,
            RepeatableMethods methods,
            ObjectProvider<ArgumentForms> forms,
            ObjectProvider<TxContextCarrier> carriers) {
        return new RepeatableBeans(
                beans, methods, forms.getIfAvailable(() -> ArgumentForms.UNAVAILABLE), () -> carriers.orderedStream()
                        .toList());
    }

    /** Where arguments can be written. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "tools.jackson.databind.json.JsonMapper")
    static class WithJackson {
        @Bean
        @ConditionalOnMissingBean
        ArgumentForms txArgumentForms() {
            return new JsonForms();
        }
    }
}
