package io.txgroup.jdbc;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A DataSource whose connections take part in groups. Outside any group it gives out the pool's own connections; inside
 * one it gives out logical connections, each of which chooses its physical one at its first statement. Thread-safe.
 */
public final class HeldDataSource extends DelegatingDataSource {
    private final String name;
    private final Supplier<CurrentCall> currentCall;
    private final HeldSettings settings;
    private final StatementCanceller canceller;
    private final LocalTables localTables;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Known known;

    /**
     * Wraps a DataSource.
     *
     * @param name a name for people and for acknowledgements, the same in every instance of the service
     * @param pool the DataSource to wrap, a pool
     * @param currentCall gives what the current thread runs for; asked at the first connection, not before
     * @param settings what to do where there is a choice
     * @param canceller cancels statements; stays the caller's
     */
    public HeldDataSource(
            String name,
            DataSource pool,
            Supplier<CurrentCall> currentCall,
            HeldSettings settings,
            StatementCanceller canceller) {
        super(pool);
        this.name = requireNonNull(name, "name is null");
        this.currentCall = requireNonNull(currentCall, "currentCall is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.canceller = requireNonNull(canceller, "canceller is null");
        this.localTables = new LocalTables(settings.localTables());
    }

    @Override
    public Connection getConnection() throws SQLException {
        CurrentCall call = currentCall.get();
        if (call.scope().isEmpty() && !isGuarded(call)) {
            return physical();
        }
        return LogicalConnection.open(this);
    }

    /** Outside any group only: a group holds connections of one user, the pool's. */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        refuseInGroup("a connection of another user");
        return super.getConnection(username, password);
    }

    /** Outside any group only. */
    @Override
    public ConnectionBuilder createConnectionBuilder() throws SQLException {
        refuseInGroup("a connection from a builder");
        return super.createConnectionBuilder();
    }

    private void refuseInGroup(String what) throws SQLException {
        CurrentCall call = currentCall.get();
        if (call.scope().isPresent() || isGuarded(call)) {
            throw new SQLFeatureNotSupportedException("DataSource " + name + " - can't give out " + what
                    + " in a group: it would be outside of it; use getConnection()");
        }
    }

    private boolean isGuarded(CurrentCall call) {
        return settings.unannotated() == UnannotatedWork.REFUSE
                && call.unannotated().isPresent();
    }

    String name() {
        return name;
    }

    HeldSettings settings() {
        return settings;
    }

    LocalTables localTables() {
        return localTables;
    }

    StatementCanceller canceller() {
        return canceller;
    }

    CurrentCall currentCall() {
        return currentCall.get();
    }

    /** A connection of the pool. */
    Connection physical() throws SQLException {
        return obtainTargetDataSource().getConnection();
    }

    DataSourceFacts facts() throws SQLException {
        return known().facts();
    }

    /** Takes a connection to hold: within the limit, from the pool. */
    HeldConnection take(CallScope scope, Slot slot) throws SQLException {
        Known facts = known();
        facts.limit().acquire(scope);
        try {
            Session session = new Session(obtainTargetDataSource(), physical(), facts.facts());
            return held(scope, slot, session, facts);
        } catch (SQLException | RuntimeException e) {
            facts.limit().release();
            throw e;
        }
    }

    private HeldConnection held(CallScope scope, Slot slot, Session session, Known facts) throws SQLException {
        try {
            HeldConnection held = new HeldConnection(this, scope, slot, session, facts.facts());
            HeldConnection.logger.debug("{} - held ({})", held, facts.limit().numbers());
            return held;
        } catch (SQLException | RuntimeException e) {
            session.giveBack();
            throw e;
        }
    }

    /** A held connection has ended. */
    void gaveBack() {
        Known facts = known;
        if (facts != null) {
            facts.limit().release();
        }
    }

    private Known known() throws SQLException {
        Known facts = known;
        return facts != null ? facts : ask();
    }

    private Known ask() throws SQLException {
        asking.lock();
        try {
            Known facts = known;
            if (facts == null) {
                PoolFacts pool = PoolFacts.of(obtainTargetDataSource());
                if (pool.waitsForEver()) {
                    HeldConnection.logger.warn(
                            "DataSource {} - its pool lets callers wait for ever for a connection, so a group may wait past"
                                    + " its deadline; set the pool's max-wait, for instance to 5000 ms",
                            name);
                }
                try (Connection connection = physical()) {
                    facts = new Known(DataSourceFacts.of(connection), HeldLimit.of(name, settings, pool.size()));
                }
                known = facts;
            }
            return facts;
        } finally {
            asking.unlock();
        }
    }

    /** What is known once the first connection was asked: a pool says how large it is only after its start. */
    private record Known(DataSourceFacts facts, HeldLimit limit) {}
}
