package io.txgroup.jdbc.autoconfigure;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.StatementCanceller;
import io.txgroup.jdbc.UnannotatedWork;
import java.time.Duration;
import javax.sql.DataSource;
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
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.function.SingletonSupplier;

/** Lets every DataSource bean take part in groups. */
@AutoConfiguration(afterName = "io.txgroup.client.autoconfigure.TxClientAutoConfiguration")
@ConditionalOnClass({DataSource.class, DelegatingDataSource.class})
@ConditionalOnBean(CurrentCall.class)
@EnableConfigurationProperties(TxJdbcProperties.class)
public final class TxJdbcAutoConfiguration {

    @Bean
    static HeldDataSourcePostProcessor heldDataSourcePostProcessor(
            ObjectProvider<TxJdbcProperties> properties,
            ObjectProvider<CurrentCall> currentCall,
            ObjectProvider<StatementCanceller> canceller,
            ConfigurableListableBeanFactory beans,
            Environment environment) {
        // nothing is asked for before the first DataSource is there: a post-processor must not make beans early
        return new HeldDataSourcePostProcessor(new HeldDataSources(
                SingletonSupplier.of(properties::getObject),
                SingletonSupplier.of(currentCall::getObject),
                SingletonSupplier.of(() -> settings(properties.getObject(), environment)),
                SingletonSupplier.of(canceller::getObject),
                new RecoveryBeans(beans)));
    }

    @Bean
    static UnheldDataSourceCheck unheldDataSourceCheck(
            ConfigurableListableBeanFactory beans, HeldDataSourcePostProcessor postProcessor) {
        return new UnheldDataSourceCheck(beans, postProcessor);
    }

    @Bean
    static StatementCanceller statementCanceller() {
        return new StatementCanceller();
    }

    @Bean
    static GuaranteeStart guaranteeStart(
            HeldDataSourcePostProcessor postProcessor, TxJdbcProperties properties, Environment environment) {
        Duration timeout = Binder.get(environment)
                .bind("tx.client.timeout", Duration.class)
                .orElse(Duration.ofSeconds(30));
        return new GuaranteeStart(postProcessor.held(), properties.marker(), timeout);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static final class WithMeters {
        @Bean
        @ConditionalOnMissingBean
        static HeldMeters heldMeters(HeldDataSourcePostProcessor postProcessor) {
            return new HeldMeters(postProcessor.held());
        }
    }

    private static HeldSettings settings(TxJdbcProperties properties, Environment environment) {
        Binder binder = Binder.get(environment);
        UnannotatedWork unannotated =
                binder.bind("tx.client.unannotated", UnannotatedWork.class).orElse(UnannotatedWork.REFUSE);
        String installation =
                binder.bind("tx.client.installation", String.class).orElse("default");
        String service = binder.bind("tx.client.service", String.class)
                .orElseGet(() -> environment.getProperty("spring.application.name", ""));
        return properties.settings(unannotated, installation, service);
    }
}
