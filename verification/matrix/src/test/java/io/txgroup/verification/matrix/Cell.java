package io.txgroup.verification.matrix;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** A started application with one client on one database, two empty databases, and somebody who looks from outside. */
final class Cell implements AutoCloseable {
    private static final int POOL_SIZE = 4;
    private static final int LONGEST_LOOK = 10;
    private static final List<String> TABLES = List.of("item", "ticket", "document", "moment");

    private final ConfigurableApplicationContext context;
    private final JdbcTemplate outside;
    private final JdbcTemplate outsideSecond;

    Cell(Place place) {
        String url = place.database().newUrl();
        String second = place.database().newUrl();
        outside = new JdbcTemplate(new DriverManagerDataSource(url));
        outsideSecond = new JdbcTemplate(new DriverManagerDataSource(second));
        for (JdbcTemplate database : List.of(outside, outsideSecond)) {
            database.setQueryTimeout(LONGEST_LOOK);
            place.database().schema().forEach(database::execute);
        }
        context = start(place, url, second);
        // a pool is opened at its first use, and only then it can be asked
        for (DataSource dataSource : dataSources()) {
            try (Connection opened = dataSource.getConnection()) {
                opened.isReadOnly();
            } catch (SQLException e) {
                throw new IllegalStateException(place + " can't be reached", e);
            }
        }
    }

    private static ConfigurableApplicationContext start(Place place, String url, String second) {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("spring.application.name", "stock");
        settings.put("spring.main.banner-mode", "off");
        settings.put("spring.datasource.url", url);
        settings.put("spring.datasource.hikari.maximum-pool-size", POOL_SIZE);
        settings.put("spring.datasource.hikari.minimum-idle", 0);
        settings.put("spring.jpa.hibernate.ddl-auto", "none");
        settings.put("spring.jpa.properties.hibernate.jdbc.batch_size", 100);
        settings.put("spring.autoconfigure.exclude", place.client().without());
        settings.put("matrix.second", second);
        // there is no manager to connect to: the core is started by hand
        settings.put("tx.client.enabled", false);
        settings.put("tx.jdbc.guarantee", place.level().setting);
        settings.put("tx.jdbc.marker.initialize", "always");
        return new SpringApplicationBuilder(MatrixApplication.class, place.client().items)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    Items items() {
        return context.getBean(Items.class);
    }

    ObedientManager manager() {
        return context.getBean(ObedientManager.class);
    }

    PlatformTransactionManager transactions() {
        return context.getBean(PlatformTransactionManager.class);
    }

    DataSource dataSource() {
        return context.getBean(DataSource.class);
    }

    JdbcTemplate second() {
        return new JdbcTemplate(context.getBean("second", DataSource.class));
    }

    /** Everybody else, in the client's database. */
    JdbcTemplate outside() {
        return outside;
    }

    /** Everybody else, in the second database. */
    JdbcTemplate outsideSecond() {
        return outsideSecond;
    }

    private List<DataSource> dataSources() {
        return List.of(dataSource(), context.getBean("second", DataSource.class));
    }

    /** How many connections of both pools are out. */
    int connectionsInUse() {
        int inUse = 0;
        for (DataSource dataSource : dataSources()) {
            inUse += pool(dataSource).getHikariPoolMXBean().getActiveConnections();
        }
        return inUse;
    }

    private static HikariDataSource pool(DataSource dataSource) {
        try {
            return dataSource.unwrap(HikariDataSource.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The pool's own connections, without TxGroup. */
    HikariDataSource pool() {
        return pool(dataSource());
    }

    /** Takes away what the scenario before has written. */
    void clear() {
        for (JdbcTemplate database : List.of(outside, outsideSecond)) {
            TABLES.forEach(table -> database.update("DELETE FROM " + table));
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
