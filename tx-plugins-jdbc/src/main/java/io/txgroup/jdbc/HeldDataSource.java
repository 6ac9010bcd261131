package io.txgroup.jdbc;

import static java.util.Objects.requireNonNull;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import io.txgroup.client.spi.ResourceRecovery;
import io.txgroup.protocol.Epoch;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Optional;
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
    private static final int VALID_SECONDS = 2;

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

    /** The markers that held connections leave; null if none are wanted. */
    @Nullable
    CommitMarkers markers() throws SQLException {
        return known().markers();
    }

    /** What can be found out and finished in the database. */
    JdbcRecovery recovery() throws SQLException {
        return known().recovery();
    }

    /**
     * Finds out, unless that is known, what the database can do, and has it told: what it promises, and what would end
     * held connections.
     *
     * @throws SQLException if the database can't be asked now
     * @throws UnmetGuaranteeException if what is asked for can't be had
     */
    public Guarantee guarantee() throws SQLException {
        return known().level().guarantee();
    }

    /** How many connections are held now, and what is promised of them. Asks nobody, so it never blocks. */
    public HeldFigures figures() {
        Known now = known;
        return now == null
                ? HeldFigures.NONE_YET
                : now.limit().figures(now.level().guarantee());
    }

    /** Why {@link #guarantee()} is what it is, in words for a person. */
    public String guaranteeReason() throws SQLException {
        return known().level().reason();
    }

    /** The statement that makes the table of markers in this database; empty if no markers are wanted, or none can be written. */
    public Optional<String> markerDefinition() throws SQLException {
        CommitMarkers markers = known().markers();
        return markers == null ? Optional.empty() : Optional.of(markers.table().definition(facts().dialect()));
    }

    /**
     * Makes sure that markers can be written, if they are wanted.
     *
     * @throws SQLException if the database can't be asked now
     * @throws MarkerTableException if the table is missing, or is another
     */
    public void checkMarkers() throws SQLException {
        CommitMarkers markers = known().markers();
        if (markers == null) {
            return;
        }
        try (Connection connection = physical()) {
            try {
                markers.table().check(connection);
            } catch (SQLException e) {
                if (!connection.isValid(VALID_SECONDS)) {
                    throw e;
                }
                throw new MarkerTableException(
                        name, markers.table().name(), markers.table().definition(facts().dialect()), e);
            }
        }
    }

    /**
     * Warns of what would end held connections, or cry wolf over them, before a group's time is over.
     *
     * @param groupTime how long a group may go on
     */
    public void warnOfShortLimits(Duration groupTime) throws SQLException {
        try (Connection connection = physical()) {
            SessionLimits.warn(name, connection, facts().dialect(), groupTime);
        }
        HikariPool.warnOfLeakDetection(name, obtainTargetDataSource(), groupTime);
    }

    /** What the client needs to find out and finish what a process of this service has left behind; asks nothing yet. */
    public ResourceRecovery resourceRecovery() {
        return new LateRecovery(this);
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
            Branch branch = branch(scope, slot, session.connection(), facts.level());
            HeldConnection held = new HeldConnection(this, scope, slot, session, facts.facts(), branch);
            HeldConnection.logger.debug("{} - held ({})", held, facts.limit().numbers());
            return held;
        } catch (SQLException | RuntimeException e) {
            session.giveBack();
            throw e;
        }
    }

    /** Without an epoch the group can only stay here, and nobody will ask to prepare. */
    private Branch branch(CallScope scope, Slot slot, Connection connection, Level level) {
        TwoPhase twoPhase = level.twoPhase();
        Epoch epoch = scope.epoch().orElse(null);
        return twoPhase == null || epoch == null
                ? Branch.held(connection)
                : Branch.durable(
                        connection,
                        twoPhase,
                        BranchName.of(owner(), scope.groupId(), epoch, scope.unit(), slot.ordinal()));
    }

    /** A held connection has ended. */
    void gaveBack() {
        Known facts = known;
        if (facts != null) {
            facts.limit().release();
        }
    }

    private String owner() {
        GuaranteeSettings guarantee = settings.guarantee();
        return BranchName.owner(guarantee.installation(), guarantee.service(), name);
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
                    facts = known(connection, HeldLimit.of(name, settings, pool.size()));
                }
                HeldConnection.logger.info(
                        "DataSource {} - {}: {}",
                        name,
                        facts.level().guarantee(),
                        facts.level().reason());
                known = facts;
            }
            return facts;
        } finally {
            asking.unlock();
        }
    }

    private Known known(Connection connection, HeldLimit limit) throws SQLException {
        DataSourceFacts facts = DataSourceFacts.of(connection);
        GuaranteeSettings guarantee = settings.guarantee();
        boolean replica = facts.dialect().isReplica(connection);
        Level level = replica
                ? new Level(null, "its server is a replica, on which nothing can be written")
                : Level.of(name, guarantee.wanted(), owner(), connection, facts.dialect());
        DataSource pool = obtainTargetDataSource();
        CommitMarkers markers = guarantee
                .markerTable()
                .filter(table -> !replica)
                .map(table -> new CommitMarkers(pool, name, new MarkerTable(table), facts))
                .orElse(null);
        JdbcRecovery recovery =
                new JdbcRecovery(pool, name, owner(), level.twoPhase(), markers, guarantee.markerRetention());
        return new Known(facts, limit, level, markers, recovery);
    }

    /** What is known once the first connection was asked: a pool says how large it is only after its start. */
    private record Known(
            DataSourceFacts facts,
            HeldLimit limit,
            Level level,
            @Nullable CommitMarkers markers,
            JdbcRecovery recovery) {}
}
