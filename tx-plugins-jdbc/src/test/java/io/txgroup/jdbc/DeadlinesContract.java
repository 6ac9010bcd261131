package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.client.spi.HeldResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Two services, each with a database and a pool of its own, whose groups get into each other's way. */
abstract class DeadlinesContract {
    private static final Duration SOON = Duration.ofMillis(1500);

    private final TestDatabase database;
    private final StatementCanceller canceller = new StatementCanceller();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Service> services = new ArrayList<>();

    DeadlinesContract(TestDatabase database) {
        this.database = database;
    }

    /** One service; a unit of it is of one group. */
    private final class Service {
        private final HikariDataSource pool = new HikariDataSource();
        private final JdbcTemplate outside;

        Service(int size) {
            HikariConfig config = pool;
            config.setJdbcUrl(database.newUrl());
            config.setMaximumPoolSize(size);
            config.setMinimumIdle(0);
            outside = new JdbcTemplate(new DriverManagerDataSource(pool.getJdbcUrl()));
            outside.execute("CREATE TABLE stock (id INT PRIMARY KEY, amount INT NOT NULL)");
            outside.update("INSERT INTO stock VALUES (1, 0), (2, 0)");
            services.add(this);
        }

        HeldDataSource as(FakeUnit unit, HeldSettings settings) {
            return new HeldDataSource("stock", pool, () -> unit, settings, canceller);
        }

        void add(FakeUnit unit, HeldDataSource source, int id) throws Exception {
            unit.run(() -> new JdbcTemplate(source).update("UPDATE stock SET amount = amount + 1 WHERE id = ?", id));
        }

        int amount() {
            return outside.queryForObject("SELECT SUM(amount) FROM stock", Integer.class);
        }

        /** Nobody has a row locked, and no connection is out. */
        void isAtRest() throws SQLException {
            try (Connection connection = outside.getDataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.setQueryTimeout(5);
                assertThat(statement.executeUpdate("UPDATE stock SET amount = amount"))
                        .isPositive();
                connection.rollback();
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @BeforeEach
    void start() {
        services.clear();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        services.forEach(service -> {
            service.pool.close();
            database.drop(service.pool.getJdbcUrl());
        });
        canceller.close();
    }

    /** One group's unit in each of two services. */
    private record Group(FakeUnit here, FakeUnit there) {
        static Group within(Duration left) {
            Group group = new Group(new FakeUnit(), new FakeUnit());
            group.here.timeLeft(left);
            group.there.timeLeft(left);
            return group;
        }

        void end(boolean commit) throws Exception {
            for (FakeUnit unit : List.of(here, there)) {
                if (commit) {
                    unit.commit();
                } else {
                    unit.resources().forEach(HeldResource::cancel);
                    unit.rollback();
                }
            }
        }
    }

    @Test
    void endsOppositeRowLocksInTwoDatabasesWithTheGroupsTime() throws Exception {
        Service one = new Service(3);
        Service two = new Service(3);
        CyclicBarrier bothHaveTheFirstRow = new CyclicBarrier(2);
        CompletableFuture<Boolean> forth = opposite(one, two, bothHaveTheFirstRow);
        CompletableFuture<Boolean> back = opposite(two, one, bothHaveTheFirstRow);

        int committed = (forth.get(30, TimeUnit.SECONDS) ? 1 : 0) + (back.get(30, TimeUnit.SECONDS) ? 1 : 0);
        assertThat(committed).isLessThan(2);
        for (Service service : List.of(one, two)) {
            service.isAtRest();
            assertThat(service.amount()).isEqualTo(committed);
        }
    }

    /** A group that has the row in one database and wants that of the other; whether it was committed. */
    private CompletableFuture<Boolean> opposite(Service first, Service then, CyclicBarrier bothHaveTheFirstRow) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        Group group = Group.within(SOON);
                        first.add(group.here, first.as(group.here, HeldSettings.DEFAULTS), 1);
                        bothHaveTheFirstRow.await(20, TimeUnit.SECONDS);
                        boolean done = false;
                        try {
                            then.add(group.there, then.as(group.there, HeldSettings.DEFAULTS), 1);
                            done = true;
                        } finally {
                            group.end(done);
                        }
                        return done;
                    } catch (org.springframework.dao.DataAccessException timedOut) {
                        return false;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    @Test
    void serves64CallersThroughAPoolOf10() throws Exception {
        Service one = new Service(10);
        HeldSettings settings = new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 0, Duration.ofSeconds(20), Duration.ofSeconds(5));
        FakeUnits units = new FakeUnits();
        HeldDataSource source = new HeldDataSource("stock", one.pool, units, settings, canceller);
        AtomicInteger committed = new AtomicInteger();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 64; caller++) {
            int row = caller % 2 + 1;
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        FakeUnit unit = new FakeUnit();
                        try {
                            units.run(unit, () -> new JdbcTemplate(source)
                                    .update("UPDATE stock SET amount = amount + 1 WHERE id = ?", row));
                            unit.commit();
                            committed.incrementAndGet();
                        } catch (Exception e) {
                            assertThat(e).hasRootCauseInstanceOf(SQLTransientConnectionException.class);
                        }
                    },
                    threads));
        }
        for (CompletableFuture<Void> caller : callers) {
            caller.get(60, TimeUnit.SECONDS);
        }

        assertThat(committed).hasPositiveValue();
        assertThat(one.amount()).isEqualTo(committed.get());
        one.isAtRest();
    }

    @Test
    void letsCallsThereAndBackBesideEachOtherEndThroughPoolsOf5() throws Exception {
        Service one = new Service(5);
        Service two = new Service(5);
        FakeUnits units = new FakeUnits();
        HeldSettings settings = new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 0, Duration.ofMillis(500), Duration.ofSeconds(5));
        HeldDataSource inOne = new HeldDataSource("one", one.pool, units, settings, canceller);
        HeldDataSource inTwo = new HeldDataSource("two", two.pool, units, settings, canceller);
        AtomicInteger committed = new AtomicInteger();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 40; caller++) {
            List<HeldDataSource> way = caller % 2 == 0 ? List.of(inOne, inTwo) : List.of(inTwo, inOne);
            int id = 10 + caller;
            callers.add(CompletableFuture.runAsync(() -> thereAndOn(units, way, id, committed), threads));
        }
        for (CompletableFuture<Void> caller : callers) {
            caller.get(60, TimeUnit.SECONDS);
        }

        assertThat(committed).hasPositiveValue();
        for (Service service : List.of(one, two)) {
            assertThat(service.outside.queryForObject("SELECT COUNT(*) FROM stock", Integer.class))
                    .isEqualTo(2 + committed.get());
            service.isAtRest();
        }
    }

    private static void thereAndOn(FakeUnits units, List<HeldDataSource> way, int id, AtomicInteger committed) {
        FakeUnit unit = new FakeUnit();
        try {
            for (HeldDataSource source : way) {
                units.run(unit, () -> new JdbcTemplate(source).update("INSERT INTO stock VALUES (?, 1)", id));
            }
            unit.commit();
            committed.incrementAndGet();
        } catch (Exception e) {
            assertThat(e)
                    .hasRootCauseInstanceOf(SQLTransientConnectionException.class)
                    .hasStackTraceContaining("the limit is reached");
            assertThat(rolledBack(unit)).isTrue();
        }
    }

    private static boolean rolledBack(FakeUnit unit) {
        try {
            unit.rollback();
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void holds200ConnectionsWithTheThreadsOfOne() throws Exception {
        Service one = new Service(200);
        HeldSettings settings = new HeldSettings(
                AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 200, Duration.ofSeconds(5), Duration.ofSeconds(5));
        List<FakeUnit> units = new ArrayList<>();
        int withOne = 0;
        for (int i = 0; i < 200; i++) {
            FakeUnit unit = new FakeUnit();
            units.add(unit);
            HeldDataSource source = one.as(unit, settings);
            int id = 10 + i;
            unit.run(() -> new JdbcTemplate(source).update("INSERT INTO stock VALUES (?, 1)", id));
            if (i == 0) {
                withOne = heldThreads();
            }
        }
        assertThat(one.pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(200);
        assertThat(heldThreads()).isLessThanOrEqualTo(withOne);
        for (FakeUnit unit : units) {
            unit.rollback();
        }
        one.isAtRest();
    }

    /** Threads that are neither the pool's own, which makes connections, nor the JVM's, nor those of MySQL's driver. */
    private static int heldThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("HikariPool"))
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
                .filter(thread -> !thread.getName().equals("MySQL Statement Cancellation Timer"))
                .count();
    }

    @Test
    void endsAWaitOfSomebodyWhoIsGoneWithTheGroupsTime() throws Exception {
        Service one = new Service(2);
        FakeUnit unit = new FakeUnit();
        unit.timeLeft(Duration.ofSeconds(20));
        HeldDataSource source = one.as(unit, HeldSettings.DEFAULTS);
        one.add(unit, source, 1);
        HeldConnection held = (HeldConnection) unit.resources().get(0);

        // nothing but the session itself: no timer, no cancellation
        try (Statement statement = held.connection().createStatement()) {
            DataSourceFacts facts = source.facts();
            long millis = LockTimeout.usual(facts.dialect(), statement);
            assertThat(millis).isLessThanOrEqualTo(21_000);
        }
        unit.commit();
        try (Connection connection = one.pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(LockTimeout.usual(source.facts().dialect(), statement))
                    .isEqualTo(source.facts().lockTimeout());
        }
    }

    @Test
    void startsNothingWhenTheTimeIsUp() throws Exception {
        Service one = new Service(2);
        FakeUnit unit = new FakeUnit();
        unit.timeLeft(Duration.ofMillis(-1));

        assertThatThrownBy(() -> one.add(unit, one.as(unit, HeldSettings.DEFAULTS), 1))
                .hasStackTraceContaining("the deadline passed");
        unit.rollback();
        one.isAtRest();
    }
}
