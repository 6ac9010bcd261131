package io.txgroup.jdbc.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.jdbc.Guarantee;
import io.txgroup.jdbc.HeldDataSource;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

class TxJdbcAutoConfigurationTests {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TxJdbcAutoConfiguration.class, DataSourceAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=jdbc:h2:mem:auto;DB_CLOSE_DELAY=-1");

    @Configuration(proxyBeanMethods = false)
    static class WithUnit {
        @Bean
        FakeUnit unit() {
            return new FakeUnit();
        }
    }

    @Test
    void wrapsTheDataSourceSoThatHikariIsStillFound() {
        application.withUserConfiguration(WithUnit.class).run(context -> {
            DataSource dataSource = context.getBean(DataSource.class);
            assertThat(dataSource).isInstanceOf(HeldDataSource.class);
            assertThat(DataSourceUnwrapper.unwrap(dataSource, HikariDataSource.class))
                    .isNotNull();
        });
    }

    @Test
    void doesNothingWithoutAClient() {
        application.run(context -> {
            assertThat(context).doesNotHaveBean(CurrentCall.class);
            assertThat(context.getBean(DataSource.class)).isInstanceOf(HikariDataSource.class);
        });
    }

    @Test
    void metersTellWhatEachDataSourceHoldsAndPromises() {
        application.withUserConfiguration(WithUnit.class).run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(MeterBinder.class).bindTo(registry);
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            jdbc.execute("CREATE TABLE metered (id INT)");
            FakeUnit unit = context.getBean(FakeUnit.class);
            unit.run(() -> jdbc.update("INSERT INTO metered VALUES (1)"));

            assertThat(gauge(registry, "tx.jdbc.held")).isEqualTo(1);
            assertThat(gauge(registry, "tx.jdbc.held.limit")).isEqualTo(8);
            assertThat(gauge(registry, "tx.jdbc.held.waiting")).isZero();
            assertThat(gauge(registry, "tx.jdbc.durable")).isZero();
            unit.rollback();
            assertThat(gauge(registry, "tx.jdbc.held")).isZero();
        });
    }

    private static double gauge(SimpleMeterRegistry registry, String name) {
        return registry.get(name).tag("datasource", "dataSource").gauge().value();
    }

    @Test
    void leavesExcludedDataSourcesAlone() {
        application
                .withUserConfiguration(WithUnit.class)
                .withPropertyValues("tx.jdbc.exclude=other,dataSource")
                .run(context -> assertThat(context.getBean(DataSource.class)).isInstanceOf(HikariDataSource.class));
    }

    @Test
    void staysInsideSpringBootsLazyConnections() {
        application
                .withUserConfiguration(WithUnit.class)
                .withPropertyValues("spring.datasource.connection-fetch=lazy")
                .run(context -> {
                    DataSource dataSource = context.getBean(DataSource.class);
                    assertThat(dataSource).isInstanceOf(LazyConnectionDataSourceProxy.class);
                    assertThat(((LazyConnectionDataSourceProxy) dataSource).getTargetDataSource())
                            .isInstanceOf(HeldDataSource.class);
                });
    }

    @Test
    void wrapsOnceWhenOneDataSourceWrapsAnother() {
        application.withUserConfiguration(WithUnit.class, WithProxy.class).run(context -> {
            assertThat(context.getBean("pool")).isInstanceOf(HeldDataSource.class);
            assertThat(context.getBean("proxy")).isInstanceOf(TransactionAwareDataSourceProxy.class);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class WithProxy {
        @Bean
        DataSource pool() {
            return new DriverManagerDataSource("jdbc:h2:mem:pool;DB_CLOSE_DELAY=-1");
        }

        @Bean
        DataSource proxy(@Qualifier("pool") DataSource pool) {
            return new TransactionAwareDataSourceProxy(pool);
        }
    }

    @Test
    void holdsOneConnectionForEachTargetOfARouter() {
        application.withUserConfiguration(WithUnit.class, WithRouter.class).run(context -> {
            Router router = context.getBean(Router.class);
            FakeUnit unit = context.getBean(FakeUnit.class);
            JdbcTemplate jdbc = new JdbcTemplate(router);
            for (String key : new String[] {"one", "two"}) {
                router.key = key;
                jdbc.execute("CREATE TABLE t (id INT)");
                unit.run(() -> jdbc.update("INSERT INTO t VALUES (1)"));
            }
            router.key = "unknown";
            unit.run(() -> jdbc.update("INSERT INTO t VALUES (2)"));

            assertThat(unit.resources())
                    .extracting(resource -> resource.name())
                    .containsExactly("router.one#1", "router.two#1");
            unit.commit();
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM t", Integer.class))
                    .isEqualTo(2);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class WithRouter {
        @Bean
        Router router() {
            Router router = new Router();
            DataSource one = new DriverManagerDataSource("jdbc:h2:mem:one;DB_CLOSE_DELAY=-1");
            DataSource two = new DriverManagerDataSource("jdbc:h2:mem:two;DB_CLOSE_DELAY=-1");
            router.setTargetDataSources(Map.of("one", one, "two", two));
            router.setDefaultTargetDataSource(one);
            return router;
        }
    }

    static final class Router extends AbstractRoutingDataSource {
        String key = "one";

        @Override
        protected Object determineCurrentLookupKey() {
            return key;
        }
    }

    @Test
    void refusesARouterThatItCannotSeeInto() {
        application
                .withUserConfiguration(WithUnit.class, WithForeignRouter.class)
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining("chooses among databases by itself"));
        application
                .withUserConfiguration(WithUnit.class, WithForeignRouter.class)
                .withPropertyValues("tx.jdbc.exclude=foreign")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Configuration(proxyBeanMethods = false)
    static class WithForeignRouter {
        @Bean
        DataSource foreign() {
            return new ForeignRoutingDataSource();
        }
    }

    static final class ForeignRoutingDataSource extends DriverManagerDataSource {}

    @Test
    void readsItsSettings() {
        application
                .withUserConfiguration(WithUnit.class)
                .withPropertyValues(
                        "tx.jdbc.auto-commit=refuse",
                        "tx.client.unannotated=local",
                        "tx.jdbc.max-held=3",
                        "tx.jdbc.max-held-wait=1s",
                        "tx.jdbc.in-use-wait=7s")
                .run(context -> {
                    FakeUnit unit = context.getBean(FakeUnit.class);
                    JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
                    jdbc.execute("CREATE TABLE settings (id INT)");
                    unit.runUnannotated(() -> jdbc.update("INSERT INTO settings VALUES (1)"));
                    assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM settings", Integer.class))
                            .isEqualTo(1);
                    TxJdbcProperties properties = context.getBean(TxJdbcProperties.class);
                    assertThat(properties.maxHeld()).isEqualTo(3);
                    assertThat(properties.maxHeldWait()).hasSeconds(1);
                    assertThat(properties.inUseWait()).hasSeconds(7);
                });
    }

    @Test
    void makesTheTableOfMarkersInAnEmbeddedDatabase() {
        fresh("marked").run(context -> {
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM tx_commit_marker", Integer.class))
                    .isZero();
        });
        fresh("named").withPropertyValues("tx.jdbc.marker.table=PUBLIC.proofs").run(context -> assertThat(
                        new JdbcTemplate(context.getBean(DataSource.class))
                                .queryForObject("SELECT COUNT(*) FROM proofs", Integer.class))
                .isZero());
    }

    @Test
    void refusesToStartWithoutTheTableOfMarkersAndSaysHowToMakeIt() {
        fresh("unmarked").withPropertyValues("tx.jdbc.marker.initialize=never").run(context -> {
            assertThat(context).hasFailed();
            assertThat(new MarkerTableAnalyzer()
                            .analyze(context.getStartupFailure())
                            .getAction())
                    .contains("CREATE TABLE IF NOT EXISTS tx_commit_marker")
                    .contains("tx.jdbc.marker.initialize=always");
        });
        fresh("unmarked")
                .withPropertyValues("tx.jdbc.marker.initialize=never", "tx.jdbc.marker.enabled=false")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void refusesToStartIfWhatIsPromisedCantBeHad() {
        fresh("durable").withPropertyValues("tx.jdbc.guarantee=durable").run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis = new UnmetGuaranteeAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("tx.jdbc.guarantee=durable can't be had: H2 prepares, but");
            assertThat(analysis.getAction()).contains("tx.jdbc.guarantee=held");
        });
        fresh("auto").run(context -> assertThat(((HeldDataSource) context.getBean(DataSource.class)).guarantee())
                .isEqualTo(Guarantee.HELD));
    }

    @Test
    void startsWhileItsDatabaseCantBeReached() {
        application
                .withUserConfiguration(WithUnit.class)
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:tcp://127.0.0.1:1/none",
                        "spring.datasource.hikari.connection-timeout=250")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void publishesWhatEachDataSourceCanRecover() {
        application.withUserConfiguration(WithUnit.class, WithRouter.class).run(context -> {
            assertThat(context.getBeanProvider(ResourceRecovery.class).stream().map(ResourceRecovery::resource))
                    .containsExactlyInAnyOrder("router.one", "router.two");
            for (ResourceRecovery recovery :
                    context.getBeanProvider(ResourceRecovery.class).stream().toList()) {
                assertThat(recovery.prepared()).isEmpty();
            }
        });
    }

    private ApplicationContextRunner fresh(String name) {
        return application
                .withUserConfiguration(WithUnit.class)
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    }
}
