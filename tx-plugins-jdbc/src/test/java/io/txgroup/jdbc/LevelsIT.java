package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.txgroup.client.spi.FakeUnit;
import io.txgroup.verification.servers.PostgresServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What is found out at the start where a server, or a user's rights, allow less than is asked for. */
class LevelsIT {
    private final StatementCanceller canceller = new StatementCanceller();
    private final HikariDataSource pool = new HikariDataSource();

    @AfterEach
    void close() {
        pool.close();
        canceller.close();
    }

    private HeldDataSource held(DataSource source, Guarantee wanted) {
        HeldSettings settings = HeldSettings.DEFAULTS.with(
                new GuaranteeSettings(wanted, Optional.empty(), Duration.ofHours(1), "an installation", "a service"));
        FakeUnit unit = new FakeUnit();
        return new HeldDataSource("stock", source, () -> unit, settings, canceller);
    }

    @Test
    void aServerThatPreparesNothingIsHeldAndSaysWhatToSet() throws Exception {
        pool.setJdbcUrl(PostgresServer.withoutPreparedTransactions().newDatabase("levels"));
        HeldDataSource source = held(pool, Guarantee.AUTO);

        assertThat(source.guarantee()).isEqualTo(Guarantee.HELD);
        assertThat(source.guaranteeReason())
                .contains("prepared transactions are disabled")
                .contains("Set max_prepared_transactions");
    }

    @Test
    void durableOnAServerThatPreparesNothingIsRefused() {
        pool.setJdbcUrl(PostgresServer.withoutPreparedTransactions().newDatabase("levels"));

        assertThatThrownBy(() -> held(pool, Guarantee.DURABLE).guarantee())
                .isInstanceOf(UnmetGuaranteeException.class)
                .hasMessageContaining("DataSource stock - tx.jdbc.guarantee=durable can't be had")
                .hasMessageContaining("prepared transactions are disabled");
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    /** MySQL's driver calls it MySQL and lets it have another version. */
    @Test
    void mariaDbByMysqlsDriverIsKnownForWhatItIs() throws Exception {
        pool.setJdbcUrl(TestDatabase.MARIADB.newUrl().replace("jdbc:mariadb:", "jdbc:mysql:"));

        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("MySQL");
            assertThat(Dialect.of(connection)).isEqualTo(Dialect.MARIADB);
        }
        assertThat(held(pool, Guarantee.AUTO).guarantee()).isEqualTo(Guarantee.DURABLE);
    }

    /** MySQL asks for the right XA_RECOVER_ADMIN, proxies and clusters refuse more; MariaDB itself refuses nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"XA START", "XA PREPARE", "XA RECOVER"})
    void aUserWhoMayNotUseXaIsHeldAndHisConnectionIsGivenBackWhole(String refused) throws Exception {
        pool.setJdbcUrl(TestDatabase.MARIADB.newUrl());
        HeldDataSource source = held(new Refusing(pool, refused), Guarantee.AUTO);

        assertThat(source.guarantee()).isEqualTo(Guarantee.HELD);
        assertThat(source.guaranteeReason())
                .contains("a transaction can't be prepared")
                .contains("Access denied");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("SELECT 1")).isTrue();
        }
        assertThatThrownBy(() ->
                        held(new Refusing(pool, refused), Guarantee.DURABLE).guarantee())
                .isInstanceOf(UnmetGuaranteeException.class)
                .hasMessageContaining("Access denied");
    }

    /** Answers statements that begin so as a server does whose user lacks a right. */
    private static final class Refusing extends DelegatingDataSource {
        private final String refused;

        Refusing(DataSource pool, String refused) {
            super(pool);
            this.refused = refused;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return proxy(Connection.class, connection, result -> {
                if (result instanceof Statement statement) {
                    return proxy(Statement.class, statement, same -> same);
                }
                return result;
            });
        }

        private interface Step {
            Object after(Object result);
        }

        private <T> T proxy(Class<T> type, T real, Step step) {
            return type.cast(Proxy.newProxyInstance(
                    LevelsIT.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        if (method.getName().startsWith("execute")
                                && arguments != null
                                && arguments[0].toString().startsWith(refused)) {
                            throw new SQLSyntaxErrorException(
                                    "Access denied; you need another privilege", "42000", 1227);
                        }
                        Object result = call(real, method, arguments);
                        return result == null ? null : step.after(result);
                    }));
        }

        private static Object call(Object on, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(on, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
