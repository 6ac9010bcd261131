package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** A service's DataSource, wrapped, with one table; a unit that runs code on it; and somebody who looks from outside. */
abstract class JdbcContract {
    static final int POOL_SIZE = 4;

    private final TestDatabase database;
    private final StatementCanceller canceller = new StatementCanceller();

    FakeUnit unit = new FakeUnit();
    HikariDataSource pool;
    HeldDataSource dataSource;
    JdbcTemplate jdbc;
    JdbcTransactionManager transactions;
    JdbcTemplate outside;

    JdbcContract(TestDatabase database) {
        this.database = database;
    }

    /** The level that is asked for. */
    Guarantee guarantee() {
        return Guarantee.HELD;
    }

    StatementCanceller canceller() {
        return canceller;
    }

    TestDatabase database() {
        return database;
    }

    @BeforeEach
    final void start() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.newUrl());
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5000);
        pool = new HikariDataSource(config);
        outside = new JdbcTemplate(new DriverManagerDataSource(config.getJdbcUrl()));
        outside.execute("CREATE TABLE stock (id INT PRIMARY KEY, amount INT NOT NULL)");
        outside.execute(new MarkerTable(MarkerTable.DEFAULT_NAME).definition(database.dialect()));
        settings(HeldSettings.DEFAULTS);
    }

    @AfterEach
    final void stop() throws Exception {
        for (var resource : unit.resources()) {
            if (((HeldConnection) resource).isHeld()) {
                giveBack(resource);
            }
        }
        pool.close();
        canceller.close();
        database.drop(pool.getJdbcUrl());
    }

    private static void giveBack(HeldResource resource) {
        try {
            resource.rollback();
        } catch (Exception e) {
            assertThat(resource.canPrepare())
                    .as("prepared, and then ended by somebody else")
                    .isTrue();
        }
    }

    final void settings(HeldSettings settings) {
        settings(settings, () -> unit);
    }

    final void settings(HeldSettings settings, Supplier<CurrentCall> currentCall) {
        dataSource = new HeldDataSource("stock", pool, currentCall, atLevel(settings), canceller);
        jdbc = new JdbcTemplate(dataSource);
        transactions = new JdbcTransactionManager(dataSource);
    }

    /** With that level, and markers. */
    final HeldSettings atLevel(HeldSettings settings) {
        return settings.with(new GuaranteeSettings(
                guarantee(), Optional.of(MarkerTable.DEFAULT_NAME), Duration.ZERO, "an installation", "a service"));
    }

    final void insert(int id) {
        jdbc.update("INSERT INTO stock VALUES (?, 1)", id);
    }

    final int count() {
        return jdbc.queryForObject("SELECT COUNT(*) FROM stock", Integer.class);
    }

    /** How many rows everybody else sees. */
    final int visible() {
        return outside.queryForObject("SELECT COUNT(*) FROM stock", Integer.class);
    }

    /** Ends the session that a connection is held on, which must not be prepared. */
    final void killSessionOf(HeldConnection held) throws SQLException {
        kill(sessionOf(held));
    }

    final void kill(int session) {
        database.kill(outside, session);
    }

    final int sessionOf(HeldConnection held) throws SQLException {
        try (Statement statement = held.connection().createStatement();
                ResultSet row = statement.executeQuery(database.session)) {
            row.next();
            return row.getInt(1);
        }
    }

    final int connectionsInUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    final HeldConnection held(int ordinal) {
        return (HeldConnection) unit.resources().stream()
                .filter(resource -> resource.name().equals("stock#" + ordinal))
                .findFirst()
                .orElseThrow();
    }

    final void transaction(Consumer<TransactionStatus> code) {
        transaction(TransactionDefinition.PROPAGATION_REQUIRED, code);
    }

    final void transaction(int propagation, Consumer<TransactionStatus> code) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(propagation);
        template.executeWithoutResult(code);
    }

    final <T> T readOnlyTransaction(Callable<T> code) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setReadOnly(true);
        return template.execute(status -> {
            try {
                return code.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Runs code of the starter's method. */
    final void inGroup(Action code) throws Exception {
        unit.run(() -> {
            code.run();
            return null;
        });
    }

    /** Code that may throw. */
    interface Action {
        void run() throws Exception;
    }
}
