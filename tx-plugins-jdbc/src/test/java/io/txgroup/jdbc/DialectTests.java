package io.txgroup.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which dialect is chosen, by what a server answers; no server is asked. */
class DialectTests {
    private static final int IN_TRANSACTION = 1568;

    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private boolean refusesInTransaction;

    @ParameterizedTest
    @CsvSource({"PostgreSQL,POSTGRESQL", "H2,H2", "Oracle,OTHER"})
    void knowsOthersByTheirNameAlone(String product, Dialect dialect) throws SQLException {
        assertThat(Dialect.of(connection(product))).isEqualTo(dialect);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MySQL", "MariaDB"})
    void knowsMariaDbByItsVariableWhateverTheDriverCallsIt(String product) throws SQLException {
        variables.put("in_transaction", "OFF");
        assertThat(Dialect.of(connection(product))).isEqualTo(Dialect.MARIADB);
        assertThat(asked).noneMatch(sql -> sql.startsWith("START"));
    }

    @ParameterizedTest
    @CsvSource({"MySQL", "MariaDB"})
    void knowsMysqlByWhatItRefusesInsideATransaction(String product) throws SQLException {
        refusesInTransaction = true;
        assertThat(Dialect.of(connection(product))).isEqualTo(Dialect.MYSQL);
        assertThat(asked).endsWith("START TRANSACTION", "SET TRANSACTION READ WRITE", "ROLLBACK");
    }

    @Test
    void takesForAnotherWhatOnlySpeaksMysqlsProtocol() throws SQLException {
        assertThat(Dialect.of(connection("MySQL"))).isEqualTo(Dialect.OTHER);
        assertThat(asked).endsWith("ROLLBACK");
    }

    @Test
    void freesTheSessionOfPreparedWorkOnlyWhereTheServerDoes() throws SQLException {
        assertThat(Dialect.MYSQL.twoPhase(connection("MySQL"))).isEqualTo(TwoPhase.XA);
        variables.put("xa_detach_on_prepare", "OFF");
        assertThat(Dialect.MYSQL.twoPhase(connection("MySQL"))).isEqualTo(TwoPhase.XA);
        variables.put("xa_detach_on_prepare", "ON");
        assertThat(Dialect.MYSQL.twoPhase(connection("MySQL"))).isEqualTo(TwoPhase.DETACHED_XA);
        assertThat(Dialect.MARIADB.twoPhase(connection("MariaDB"))).isEqualTo(TwoPhase.XA);
    }

    @Test
    void saysWhichRightMysqlsUserNeeds() {
        assertThat(Dialect.MYSQL.howToPrepare()).contains("XA_RECOVER_ADMIN");
    }

    private Connection connection(String product) {
        DatabaseMetaData metaData =
                answering(DatabaseMetaData.class, Map.of("getDatabaseProductName", arguments -> product));
        return answering(
                Connection.class,
                Map.of("getMetaData", arguments -> metaData, "createStatement", arguments -> statement()));
    }

    private Statement statement() {
        return answering(
                Statement.class,
                Map.of("execute", arguments -> execute((String) arguments[0]), "executeQuery", arguments -> {
                    asked.add((String) arguments[0]);
                    return row((String) arguments[0]);
                }));
    }

    private boolean execute(String sql) throws SQLException {
        asked.add(sql);
        if (refusesInTransaction && sql.startsWith("SET TRANSACTION")) {
            throw new SQLException("Transaction characteristics can't be changed", "25001", IN_TRANSACTION);
        }
        return false;
    }

    private ResultSet row(String query) {
        Iterator<String> values = variables.entrySet().stream()
                .filter(variable -> query.endsWith("Variable_name = '" + variable.getKey() + "'"))
                .map(Map.Entry::getValue)
                .toList()
                .iterator();
        return answering(
                ResultSet.class,
                Map.of("next", arguments -> values.hasNext(), "getString", arguments -> values.next()));
    }

    private interface Answer {
        Object to(Object[] arguments) throws SQLException;
    }

    /** What a driver gives, as far as it is asked; anything but closing it is an error. */
    private static <T> T answering(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(
                DialectTests.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    Answer answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method + " " + Arrays.toString(arguments));
                    }
                    return answer.to(arguments);
                }));
    }
}
