package io.txgroup.jdbc.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.jdbc.HeldDataSource;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.xa.PGXADataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseFactoryBean;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

/** DataSources that can't take part in groups fail the start, unless somebody says that they need not. */
class UnheldDataSourcesTests {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TxJdbcAutoConfiguration.class))
            .withBean(FakeUnit.class);

    private static FailureAnalysis analysis(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, FailureHandler.handleMessage((message, failed) -> {}))
                .stream()
                .filter(analyzer -> analyzer.getClass().getName().startsWith("io.txgroup"))
                .map(analyzer -> analyzer.analyze(failure))
                .filter(found -> found != null)
                .findFirst()
                .orElseThrow();
    }

    @Configuration(proxyBeanMethods = false)
    static class WithEarlyDataSource {
        @Bean
        static DataSource early() {
            return new DriverManagerDataSource("jdbc:h2:mem:early;DB_CLOSE_DELAY=-1");
        }

        @Bean
        static Hasty hasty(BeanFactory beans) {
            return new Hasty(beans.getBean("early", DataSource.class));
        }
    }

    record Hasty(DataSource dataSource) implements BeanPostProcessor, PriorityOrdered {
        @Override
        public int getOrder() {
            return 0;
        }
    }

    @Test
    void refusesADataSourceThatWasMadeTooEarly() {
        application.withUserConfiguration(WithEarlyDataSource.class).run(context -> {
            FailureAnalysis analysis = analysis(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("DataSource early", "made before TxGroup could wrap it");
            assertThat(analysis.getAction()).contains("ObjectProvider<DataSource>", "tx.jdbc.exclude");
        });
        application
                .withUserConfiguration(WithEarlyDataSource.class)
                .withPropertyValues("tx.jdbc.exclude=early")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void refusesAnXaDataSource() {
        application.withBean("xa", PGXADataSource.class).run(context -> {
            FailureAnalysis analysis = analysis(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("XADataSource xa takes no part in groups");
            assertThat(analysis.getAction()).contains("plain DataSource", "tx.jdbc.exclude");
        });
        application
                .withBean("xa", PGXADataSource.class)
                .withPropertyValues("tx.jdbc.exclude=xa")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void wrapsADataSourceThatKnowsXaToo() {
        application.withBean("both", JdbcDataSource.class).run(context -> assertThat(context.getBean("both"))
                .isInstanceOf(HeldDataSource.class));
    }

    @Test
    void saysHowToGetAtThePoolItself() {
        application
                .withBean("pool", HikariDataSource.class)
                .withUserConfiguration(AsksForHikari.class)
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("Bean pool is asked for as a com.zaxxer.hikari.HikariDataSource");
                    assertThat(analysis.getAction()).contains("dataSource.unwrap(HikariDataSource.class)");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class AsksForHikari {
        @Bean
        String asking(HikariDataSource pool) {
            return pool.getPoolName();
        }
    }

    @Test
    void wrapsTheProductOfAFactoryBeanAndLeavesLazyOnesForLater() {
        application
                .withBean("product", EmbeddedDatabaseFactoryBean.class, () -> {
                    EmbeddedDatabaseFactoryBean factory = new EmbeddedDatabaseFactoryBean();
                    factory.setDatabaseType(EmbeddedDatabaseType.H2);
                    return factory;
                })
                .withBean(
                        "lazy",
                        DataSource.class,
                        () -> {
                            throw new IllegalStateException("nobody asked");
                        },
                        definition -> definition.setLazyInit(true))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean("product")).isInstanceOf(HeldDataSource.class);
                });
    }
}
