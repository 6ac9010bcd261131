package io.txgroup.jdbc.autoconfigure;

import io.txgroup.client.spi.CurrentCall;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.StatementCanceller;
import io.txgroup.jdbc.UnannotatedWork;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
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
            Environment environment) {
        // nothing is asked for before the first DataSource is there: a post-processor must not make beans early
        return new HeldDataSourcePostProcessor(new HeldDataSources(
                SingletonSupplier.of(properties::getObject),
                SingletonSupplier.of(currentCall::getObject),
                SingletonSupplier.of(() -> settings(properties.getObject(), environment)),
                SingletonSupplier.of(canceller::getObject)));
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

    private static HeldSettings settings(TxJdbcProperties properties, Environment environment) {
        return properties.settings(Binder.get(environment)
                .bind("tx.client.unannotated", UnannotatedWork.class)
                .orElse(UnannotatedWork.REFUSE));
    }
}
