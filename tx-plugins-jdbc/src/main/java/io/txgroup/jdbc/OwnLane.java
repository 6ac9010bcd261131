package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the pool that no group holds: what is done on it is committed and rolled back as the application says.
 * It stays right only as long as the thread runs for the same call.
 */
final class OwnLane extends Lane {
    private final CurrentCall currentCall;
    private final @Nullable CallScope scope;
    private final Refusal refusal;
    private boolean begun;
    private boolean closed;

    private OwnLane(
            Connection connection,
            DataSourceFacts facts,
            LogicalSettings settings,
            CurrentCall currentCall,
            Refusal refusal) {
        super(
                connection,
                settings,
                new ChangedSettings(connection, facts),
                currentCall.scope().orElse(null));
        this.currentCall = currentCall;
        this.scope = currentCall.scope().orElse(null);
        this.refusal = refusal;
    }

    static OwnLane open(HeldDataSource dataSource, LogicalSettings settings, Refusal refusal) throws SQLException {
        DataSourceFacts facts = dataSource.facts();
        Connection connection = dataSource.physical();
        OwnLane lane = new OwnLane(connection, facts, settings, dataSource.currentCall(), refusal);
        try {
            settings.applyTo(lane);
            if (settings.autoCommit() != facts.autoCommit()) {
                connection.setAutoCommit(settings.autoCommit());
            }
            return lane;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    void enter() throws SQLException {
        if (closed) {
            throw new SQLException("The statement was closed: its connection has gone over to other work", "08003");
        }
    }

    @Override
    boolean enterIfAlive() {
        return !closed;
    }

    @Override
    void exit() {}

    @Override
    boolean fits() {
        return !closed && (begun || currentCall.scope().orElse(null) == scope);
    }

    @Override
    boolean hasBegun() {
        return begun;
    }

    @Override
    void check(String sql) throws SQLException {
        refusal.check(sql);
    }

    @Override
    void beforeWork(boolean reads) throws SQLException {
        if (!fits()) {
            throw new SQLException(
                    "The statement was made outside the call that runs it now; make it again for each call", "25000");
        }
        begun |= !settings().autoCommit();
    }

    @Override
    void afterWork() {}

    @Override
    void afterFailure(SQLException failure) {}

    @Override
    void running(@Nullable Statement statement) {}

    @Override
    void apply(Setting setting, @Nullable Object value) throws SQLException {
        changed().write(setting, value);
    }

    @Override
    void commit() throws SQLException {
        connection().commit();
        begun = false;
    }

    @Override
    void rollback(String reason) throws SQLException {
        begun = false;
        connection().rollback();
    }

    @Override
    void wentBack() {}

    @Override
    void abort() throws SQLException {
        connection().abort(Runnable::run);
    }

    @Override
    void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try (Connection ending = connection()) {
            closeStatements();
            if (begun) {
                begun = false;
                ending.rollback();
            }
            changed().restoreAll();
        }
    }
}
