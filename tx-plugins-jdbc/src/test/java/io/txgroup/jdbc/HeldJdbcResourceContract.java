package io.txgroup.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.HeldResourceContract;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A held connection is what a unit expects of a held resource. */
abstract class HeldJdbcResourceContract extends HeldResourceContract {
    private final TestDatabase database;
    private final StatementCanceller canceller = new StatementCanceller();
    private final FakeUnit unit = new FakeUnit();
    private HikariDataSource pool;

    HeldJdbcResourceContract(TestDatabase database) {
        this.database = database;
    }

    /** The level that is asked for. */
    Guarantee guarantee() {
        return Guarantee.HELD;
    }

    @AfterEach
    void close() {
        pool.close();
        canceller.close();
        database.drop(pool.getJdbcUrl());
    }

    @Override
    protected Subject take() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.newUrl());
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        pool = new HikariDataSource(config);
        HeldSettings settings = HeldSettings.DEFAULTS.with(new GuaranteeSettings(
                guarantee(), Optional.of(MarkerTable.DEFAULT_NAME), Duration.ZERO, "an installation", "a service"));
        HeldDataSource dataSource = new HeldDataSource("stock", pool, () -> unit, settings, canceller);
        JdbcTemplate outside = new JdbcTemplate(new DriverManagerDataSource(config.getJdbcUrl()));
        outside.execute("CREATE TABLE stock (id INT PRIMARY KEY)");
        outside.execute(new MarkerTable(MarkerTable.DEFAULT_NAME).definition(database.dialect()));
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        unit.run(() ->
                jdbc.execute((Connection connection) -> connection.getMetaData().getDatabaseProductName()));
        HeldConnection held = (HeldConnection) unit.resources().get(0);
        return new HeldStock(unit, held, jdbc, outside);
    }

    private final class HeldStock implements Subject {
        private final FakeUnit unit;
        private final HeldConnection held;
        private final JdbcTemplate jdbc;
        private final JdbcTemplate outside;
        private final int session;

        HeldStock(FakeUnit unit, HeldConnection held, JdbcTemplate jdbc, JdbcTemplate outside) throws Exception {
            this.unit = unit;
            this.held = held;
            this.jdbc = jdbc;
            this.outside = outside;
            try (Statement statement = held.connection().createStatement();
                    var rows = statement.executeQuery(database.session)) {
                rows.next();
                this.session = rows.getInt(1);
            }
        }

        @Override
        public HeldResource resource() {
            return held;
        }

        @Override
        public void write() throws Exception {
            unit.run(() -> jdbc.update("INSERT INTO stock VALUES (1)"));
        }

        @Override
        public void workForever() throws Exception {
            unit.run(() -> jdbc.queryForList(database.endless));
        }

        @Override
        public boolean isVisible() {
            return outside.queryForObject("SELECT COUNT(*) FROM stock", Integer.class) == 1;
        }

        @Override
        public void loseSession() {
            database.kill(outside, session);
        }

        @Override
        public boolean isGivenBack() {
            return pool.getHikariPoolMXBean().getActiveConnections() == 0;
        }
    }
}
