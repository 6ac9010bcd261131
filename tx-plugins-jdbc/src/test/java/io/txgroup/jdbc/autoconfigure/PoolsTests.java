package io.txgroup.jdbc.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.druid.pool.DruidDataSource;
import com.alibaba.druid.spring.boot4.autoconfigure.DruidDataSourceAutoConfigure;
import com.baomidou.mybatisplus.autoconfigure.MybatisPlusAutoConfiguration;
import com.baomidou.mybatisplus.core.mapper.BaseMapper;
import io.txgroup.client.spi.FakeUnit;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.mybatis.spring.annotation.MapperScan;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Druid as the pool, alone and under MyBatis-Plus. */
class PoolsTests {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final JdbcTemplate outside = new JdbcTemplate(new DriverManagerDataSource(url, "sa", ""));
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TxJdbcAutoConfiguration.class,
                    DruidDataSourceAutoConfigure.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    TransactionAutoConfiguration.class))
            .withBean(FakeUnit.class)
            .withPropertyValues(
                    "spring.datasource.url=" + url,
                    "spring.datasource.username=sa",
                    "spring.datasource.password=",
                    "spring.datasource.druid.max-active=4",
                    // else it waits for ever
                    "spring.datasource.druid.max-wait=5000",
                    "tx.jdbc.max-held-wait=50ms");

    PoolsTests() {
        outside.execute("CREATE TABLE item (id BIGINT PRIMARY KEY, name VARCHAR(40))");
    }

    private int visible() {
        return outside.queryForObject("SELECT COUNT(*) FROM item", Integer.class);
    }

    @Test
    void commitsAndRollsBackOnDruid() {
        application.run(context -> {
            DataSource dataSource = context.getBean(DataSource.class);
            DruidDataSource druid = dataSource.unwrap(DruidDataSource.class);
            JdbcTemplate jdbc = new JdbcTemplate(dataSource);
            FakeUnit unit = context.getBean(FakeUnit.class);
            unit.run(() -> jdbc.update("INSERT INTO item VALUES (1, 'a')"));
            assertThat(visible()).isZero();
            assertThat(druid.getActiveCount()).isEqualTo(1);

            unit.commit();
            assertThat(visible()).isEqualTo(1);
            assertThat(druid.getActiveCount()).isZero();
        });
        application.run(context -> {
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            FakeUnit unit = context.getBean(FakeUnit.class);
            unit.run(() -> jdbc.update("INSERT INTO item VALUES (2, 'b')"));
            unit.rollback();
            assertThat(visible()).isEqualTo(1);
        });
    }

    @Test
    void holdsThreeQuartersOfWhatDruidGivesOut() {
        application.run(context -> {
            DataSource dataSource = context.getBean(DataSource.class);
            FakeUnit unit = context.getBean(FakeUnit.class);
            unit.run(() -> {
                for (int i = 0; i < 3; i++) {
                    dataSource.getConnection().createStatement();
                }
                var fourth = dataSource.getConnection();
                assertThatThrownBy(fourth::createStatement).hasMessageContaining("held=3, limit=3, waiting=0, pool=4");
                return null;
            });
            unit.rollback();
        });
    }

    @Test
    void givesDruidNoDeadSessionBack() {
        application.run(context -> {
            DataSource dataSource = context.getBean(DataSource.class);
            DruidDataSource druid = dataSource.unwrap(DruidDataSource.class);
            JdbcTemplate jdbc = new JdbcTemplate(dataSource);
            FakeUnit unit = context.getBean(FakeUnit.class);
            int session = unit.run(() -> {
                jdbc.update("INSERT INTO item VALUES (1, 'a')");
                return jdbc.queryForObject("SELECT SESSION_ID()", Integer.class);
            });
            outside.execute("SELECT ABORT_SESSION(" + session + ")");

            assertThatThrownBy(unit::commit).hasMessageContaining("its commit failed");
            assertThat(druid.getActiveCount()).isZero();
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM item", Integer.class))
                    .isZero();
        });
    }

    /** An entity of MyBatis-Plus. */
    static class Item {
        private Long id;
        private String name;

        public Long getId() {
            return id;
        }

        public void setId(Long id) {
            this.id = id;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    /** Its mapper. */
    interface ItemMapper extends BaseMapper<Item> {}

    @Configuration(proxyBeanMethods = false)
    @MapperScan(basePackageClasses = PoolsTests.class, markerInterface = BaseMapper.class)
    static class WithMapper {}

    private static Item item(String name) {
        Item item = new Item();
        item.setName(name);
        return item;
    }

    @Test
    void commitsAndRollsBackWhatMybatisPlusWrites() {
        ApplicationContextRunner withMapper = application
                .withConfiguration(AutoConfigurations.of(MybatisPlusAutoConfiguration.class))
                .withUserConfiguration(WithMapper.class);
        for (boolean commit : new boolean[] {true, false}) {
            withMapper.run(context -> {
                ItemMapper items = context.getBean(ItemMapper.class);
                TransactionTemplate transaction =
                        new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
                FakeUnit unit = context.getBean(FakeUnit.class);
                long before = visible();
                unit.run(() -> {
                    items.insert(item("outside a local transaction"));
                    transaction.executeWithoutResult(status -> items.insert(item("inside one")));
                    assertThat(items.selectCount(null)).isEqualTo(before + 2);
                    return null;
                });
                assertThat(visible()).isEqualTo((int) before);
                if (commit) {
                    unit.commit();
                } else {
                    unit.rollback();
                }
                assertThat(visible()).isEqualTo(2);
            });
        }
    }
}
