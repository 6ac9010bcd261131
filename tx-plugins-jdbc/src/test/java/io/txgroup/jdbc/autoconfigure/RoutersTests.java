package io.txgroup.jdbc.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import com.baomidou.dynamic.datasource.spring.boot.autoconfigure.DynamicDataSourceAutoConfiguration;
import com.baomidou.dynamic.datasource.toolkit.DynamicDataSourceContextHolder;
import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.jdbc.HeldDataSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** DataSources that choose among databases, as applications with several tenants have them. */
class RoutersTests {
    private final String[] urls = {newUrl(), newUrl(), newUrl()};
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TxJdbcAutoConfiguration.class))
            .withBean(FakeUnit.class);

    private static DataSource source(String url) {
        return new DriverManagerDataSource(url, "sa", "");
    }

    private static String newUrl() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        new JdbcTemplate(source(url)).execute("CREATE TABLE t (id INT)");
        return url;
    }

    /** How many rows everybody sees in each database. */
    private int[] visible() {
        int[] counts = new int[urls.length];
        for (int i = 0; i < urls.length; i++) {
            counts[i] = new JdbcTemplate(source(urls[i])).queryForObject("SELECT COUNT(*) FROM t", Integer.class);
        }
        return counts;
    }

    private static void insert(DataSource dataSource) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        new TransactionTemplate(new JdbcTransactionManager(dataSource))
                .executeWithoutResult(status -> jdbc.update("INSERT INTO t VALUES (1)"));
    }

    /** As applications write it: one key for each thread, targets that may change. */
    static class TenantRouter extends AbstractRoutingDataSource {
        @SuppressWarnings("ThreadLocalUsage") // as applications write it
        private final ThreadLocal<String> tenant = new ThreadLocal<>();

        void tenant(String key) {
            tenant.set(key);
        }

        @Override
        protected @Nullable Object determineCurrentLookupKey() {
            return tenant.get();
        }
    }

    private TenantRouter router() {
        TenantRouter router = new TenantRouter();
        DataSource one = source(urls[0]);
        DataSource two = source(urls[1]);
        router.setTargetDataSources(Map.of("one", one, "two", two));
        router.setDefaultTargetDataSource(one);
        return router;
    }

    @Test
    void commitsAndRollsBackTwoTenantsOfOneGroup() {
        application.withBean("router", TenantRouter.class, this::router).run(context -> {
            TenantRouter router = context.getBean(TenantRouter.class);
            FakeUnit unit = context.getBean(FakeUnit.class);
            unit.run(() -> {
                router.tenant("one");
                insert(router);
                router.tenant("two");
                insert(router);
                return null;
            });
            assertThat(unit.resources())
                    .extracting(resource -> resource.name())
                    .containsExactly("router.one#1", "router.two#1");
            assertThat(visible()).containsExactly(0, 0, 0);
            unit.commit();
            assertThat(visible()).containsExactly(1, 1, 0);
        });
    }

    @Test
    void holdsConnectionsOfTargetsThatAreAddedLater() {
        application.withBean("router", TenantRouter.class, this::router).run(context -> {
            TenantRouter router = context.getBean(TenantRouter.class);
            FakeUnit unit = context.getBean(FakeUnit.class);
            router.tenant("two");
            unit.run(() -> {
                insert(router);
                return null;
            });

            Map<Object, Object> targets = new HashMap<>(router.getResolvedDataSources());
            targets.put("three", source(urls[2]));
            router.setTargetDataSources(targets);
            router.initialize();
            unit.run(() -> {
                insert(router);
                router.tenant("three");
                insert(router);
                return null;
            });

            assertThat(unit.resources())
                    .extracting(resource -> resource.name())
                    .containsExactly("router.two#1", "router.three#1");
            unit.rollback();
            assertThat(visible()).containsExactly(0, 0, 0);
        });
    }

    @Test
    void wrapsATargetThatComesBackOnlyOnce() {
        DataSource same = source(urls[0]);
        application
                .withBean("router", TenantRouter.class, () -> {
                    TenantRouter router = new TenantRouter();
                    router.setTargetDataSources(Map.of("one", same));
                    return router;
                })
                .run(context -> {
                    TenantRouter router = context.getBean(TenantRouter.class);
                    FakeUnit unit = context.getBean(FakeUnit.class);
                    router.tenant("one");
                    for (int i = 0; i < 2; i++) {
                        unit.run(() -> {
                            insert(router);
                            return null;
                        });
                        router.setTargetDataSources(Map.of("one", same, "two", source(urls[1])));
                        router.initialize();
                    }
                    assertThat(unit.resources()).hasSize(1);
                    unit.commit();
                    assertThat(visible()).containsExactly(2, 0, 0);
                });
    }

    @Test
    void leavesAnExcludedTargetAlone() {
        application
                .withBean("router", TenantRouter.class, this::router)
                .withPropertyValues("tx.jdbc.exclude=router.two")
                .run(context -> {
                    TenantRouter router = context.getBean(TenantRouter.class);
                    router.tenant("two");
                    context.getBean(FakeUnit.class).run(() -> {
                        insert(router);
                        return null;
                    });
                    assertThat(visible()).containsExactly(0, 1, 0);
                });
    }

    private ApplicationContextRunner dynamic() {
        return application
                .withConfiguration(AutoConfigurations.of(DynamicDataSourceAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.dynamic.primary=one",
                        "spring.datasource.dynamic.datasource.one.url=" + urls[0],
                        "spring.datasource.dynamic.datasource.one.username=sa",
                        "spring.datasource.dynamic.druid.max-wait=5000",
                        "spring.datasource.dynamic.datasource.one.type=com.zaxxer.hikari.HikariDataSource",
                        "spring.datasource.dynamic.datasource.two_a.url=" + urls[1],
                        "spring.datasource.dynamic.datasource.two_a.username=sa",
                        "spring.datasource.dynamic.datasource.two_a.type=com.alibaba.druid.pool.DruidDataSource");
    }

    private static void insertInto(DataSource router, String... keys) {
        for (String key : keys) {
            DynamicDataSourceContextHolder.push(key);
            try {
                insert(router);
            } finally {
                DynamicDataSourceContextHolder.poll();
            }
        }
    }

    @Test
    void commitsAndRollsBackTheTargetsOfDynamicDatasource() {
        for (boolean commit : new boolean[] {true, false}) {
            dynamic().run(context -> {
                DataSource router = context.getBean(DataSource.class);
                FakeUnit unit = context.getBean(FakeUnit.class);
                // two is the group that two_a is the only member of
                unit.run(() -> {
                    insertInto(router, "one", "two_a", "two");
                    return null;
                });
                assertThat(unit.resources())
                        .extracting(resource -> resource.name())
                        .containsExactly("dataSource.one#1", "dataSource.two_a#1");
                if (commit) {
                    unit.commit();
                } else {
                    unit.rollback();
                }
                assertThat(visible()).containsExactly(1, 2, 0);
            });
        }
    }

    @Test
    void holdsConnectionsOfDynamicTargetsThatAreAddedLater() {
        dynamic().run(context -> {
            DynamicRoutingDataSource router = context.getBean(DynamicRoutingDataSource.class);
            FakeUnit unit = context.getBean(FakeUnit.class);
            HikariDataSource added = new HikariDataSource();
            added.setJdbcUrl(urls[2]);
            added.setUsername("sa");
            router.addDataSource("three", added);
            unit.run(() -> {
                insertInto(router, "one", "three");
                return null;
            });
            assertThat(unit.resources()).hasSize(2);
            assertThat(visible()).containsExactly(0, 0, 0);
            unit.rollback();
            assertThat(visible()).containsExactly(0, 0, 0);
            assertThat(router.getDataSource("three").isWrapperFor(HeldDataSource.class))
                    .isTrue();

            router.removeDataSource("three");
            assertThat(added.isClosed()).isTrue();
            insertInto(router, "one");
            assertThat(visible()).containsExactly(1, 0, 0);
        });
    }
}
