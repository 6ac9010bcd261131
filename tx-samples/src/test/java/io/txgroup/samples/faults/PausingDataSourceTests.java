package io.txgroup.samples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The commit that is waited before must be the true one, and that of the request's own connection only. */
class PausingDataSourceTests {
    private final PausePoint pausePoint = new PausePoint();
    private final JdbcDataSource pool = new JdbcDataSource();
    private final DataSource pausing = new PausingDataSource(pool, "storage", pausePoint);

    @BeforeEach
    void makeTheTable() throws SQLException {
        pool.setURL("jdbc:h2:mem:" + getClass().getSimpleName() + ";DB_CLOSE_DELAY=-1");
        execute("drop table if exists work");
        execute("create table work (id int)");
    }

    @AfterEach
    void endTheRequest() throws SQLException {
        RequestContextHolder.resetRequestAttributes();
        execute("shutdown");
    }

    @Test
    void waitsBeforeTheCommitOfARequestThatAsksForIt() throws Exception {
        request("storage=pause-before-commit");
        try (Connection connection = working(pausing)) {
            // another thread ends what the request has begun
            CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> commit(connection));
            while (pausePoint.waiting() == 0 && !committing.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(committed()).isZero();
            assertThat(committing).isNotDone();

            pausePoint.resume();
            committing.join();
            assertThat(committed()).isOne();
        }
    }

    @Test
    void leavesTheConnectionsOfOtherRequestsAlone() throws Exception {
        request("storage=pause,account=pause-before-commit");
        try (Connection connection = working(pausing)) {
            commit(connection);

            assertThat(committed()).isOne();
        }
    }

    @Test
    void leavesAloneWhoServesNoRequestSuchAsARedo() throws Exception {
        try (Connection connection = working(pausing)) {
            commit(connection);

            assertThat(committed()).isOne();
        }
    }

    private static void request(String fault) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader(Fault.HEADER, fault);
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    }

    private static Connection working(DataSource from) throws SQLException {
        Connection connection = from.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into work values (1)");
        }
        return connection;
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private int committed() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from work")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
