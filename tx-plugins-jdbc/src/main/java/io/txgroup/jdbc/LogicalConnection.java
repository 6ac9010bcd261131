package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.CurrentCall;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application takes for its connection in a group. It remembers what it was told until the first statement, and
 * chooses then, and again whenever no local transaction is open, the lane that it works on. Like other connections it is
 * for one thread at a time.
 */
final class LogicalConnection {
    private static final Logger logger = LoggerFactory.getLogger(LogicalConnection.class);

    private final HeldDataSource dataSource;
    private final LogicalSettings settings;
    private final Thread opener = Thread.currentThread();
    private @Nullable UnitConnections unit;
    private UnitConnections.@Nullable Claim claim;
    private @Nullable Lane lane;
    private boolean closed;

    private LogicalConnection(HeldDataSource dataSource) throws SQLException {
        this.dataSource = dataSource;
        this.settings = new LogicalSettings(dataSource.facts());
    }

    /** Opens one for what the current thread runs for. */
    static Connection open(HeldDataSource dataSource) throws SQLException {
        LogicalConnection logical = new LogicalConnection(dataSource);
        CallScope scope = dataSource.currentCall().scope().orElse(null);
        if (scope != null) {
            logical.claim(scope);
            if (scope.readOnly()) {
                logical.settings.set(Setting.READ_ONLY, true);
            }
        }
        return (Connection) Proxy.newProxyInstance(
                LogicalConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new ConnectionCalls(logical, logical.settings));
    }

    /** The lane for what comes next. */
    Lane lane() throws SQLException {
        Lane current = lane;
        if (current != null) {
            if (current.hasBegun() || current.fits()) {
                return current;
            }
            leave();
        }
        Lane chosen = choose();
        lane = chosen;
        return chosen;
    }

    private Lane choose() throws SQLException {
        CurrentCall call = dataSource.currentCall();
        CallScope scope = call.scope().orElse(null);
        if (scope == null) {
            return chooseOutside(call);
        }
        UnitConnections.Claim mine = claim(scope);
        if (settings.readOnly()) {
            Slot slot = unit(scope).toRead(mine.slot());
            return slot == null
                    ? OwnLane.open(dataSource, settings, Refusal.readOnly(dataSource.name(), scope.groupId()))
                    : HeldLane.open(dataSource, scope, slot, settings);
        }
        AutoCommitWork autoCommit =
                settings.autoCommit() ? dataSource.settings().autoCommit() : AutoCommitWork.JOIN;
        return switch (autoCommit) {
            case JOIN -> HeldLane.open(dataSource, scope, mine.slot(), settings);
            case LOCAL -> OwnLane.open(dataSource, settings, Refusal.NONE);
            case REFUSE ->
                throw new SQLException(
                        "DataSource " + dataSource.name()
                                + " - refused a statement outside a local transaction in group " + scope.groupId()
                                + ": tx.jdbc.auto-commit=refuse; use @Transactional, or set it to join",
                        "25000");
        };
    }

    /** No group, or none any more: a persistence context may outlive the method that worked in it. */
    private Lane chooseOutside(CurrentCall call) throws SQLException {
        if (unit != null && Thread.currentThread() != opener) {
            throw new SQLException(
                    "DataSource " + dataSource.name() + " - a connection that was opened in a group by thread "
                            + opener.getName() + " has no group in thread "
                            + Thread.currentThread().getName() + "; open it where it is used",
                    "25000");
        }
        Refusal refusal = dataSource.settings().unannotated() == UnannotatedWork.REFUSE
                ? call.unannotated()
                        .map(groupId -> Refusal.unannotated(dataSource.name(), groupId))
                        .orElse(Refusal.NONE)
                : Refusal.NONE;
        return OwnLane.open(dataSource, settings, refusal);
    }

    private UnitConnections unit(CallScope scope) {
        return scope.attachment(dataSource, () -> new UnitConnections(dataSource.name()));
    }

    private UnitConnections.Claim claim(CallScope scope) throws SQLException {
        try {
            UnitConnections current = unit(scope);
            UnitConnections.Claim mine = claim;
            if (mine == null || current != unit) {
                giveUpClaim();
                mine = current.claim();
                unit = current;
                claim = mine;
            }
            return mine;
        } catch (IllegalStateException e) {
            throw new SQLException("DataSource " + dataSource.name() + " - " + e.getMessage(), "25000", e);
        }
    }

    private void giveUpClaim() {
        if (unit != null && claim != null) {
            unit.giveUp(claim);
        }
        claim = null;
    }

    /** The lane that it is on, without choosing one. */
    @Nullable
    Lane currentLane() {
        return lane;
    }

    private boolean hasBegun() {
        return lane != null && lane.hasBegun();
    }

    private void leave() throws SQLException {
        Lane current = lane;
        lane = null;
        if (current != null) {
            current.close();
        }
    }

    void autoCommit(boolean wanted) throws SQLException {
        if (wanted == settings.autoCommit()) {
            return;
        }
        if (wanted) {
            commitLane();
        }
        settings.autoCommit(wanted);
        boolean staysHeld =
                lane instanceof HeldLane && (!wanted || dataSource.settings().autoCommit() == AutoCommitWork.JOIN);
        if (!staysHeld) {
            leave();
        }
    }

    void set(Setting setting, @Nullable Object value) throws SQLException {
        boolean ofTransaction = setting == Setting.READ_ONLY || setting == Setting.ISOLATION;
        if (ofTransaction && hasBegun() && !Objects.equals(settings.get(setting), value)) {
            throw new SQLException(
                    "Can't change " + setting + " while a local transaction is open; commit or roll back first",
                    "25001");
        }
        boolean otherKind = setting == Setting.READ_ONLY && settings.readOnly() != Boolean.TRUE.equals(value);
        if (otherKind) {
            leave();
        } else if (lane != null && lane.fits()) {
            apply(lane, setting, value);
        }
        settings.set(setting, value);
    }

    @Nullable
    Object get(Setting setting) throws SQLException {
        if (settings.knows(setting)) {
            return settings.get(setting);
        }
        Lane asked = lane();
        asked.enter();
        try {
            return setting.read(asked.connection());
        } finally {
            asked.exit();
        }
    }

    private static void apply(Lane lane, Setting setting, @Nullable Object value) throws SQLException {
        lane.enter();
        try {
            lane.apply(setting, value);
        } finally {
            lane.exit();
        }
    }

    void commit() throws SQLException {
        refuseInAutoCommit("commit");
        commitLane();
    }

    private void commitLane() throws SQLException {
        if (lane != null) {
            lane.commit();
        }
    }

    void rollback() throws SQLException {
        refuseInAutoCommit("roll back");
        if (lane != null) {
            lane.rollback("a local transaction was rolled back");
        }
    }

    void refuseInAutoCommit(String what) throws SQLException {
        if (settings.autoCommit()) {
            throw new SQLException("Can't " + what + " while auto-commit is on", "25000");
        }
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("DataSource " + dataSource.name() + " - the connection is closed", "08003");
        }
    }

    void abort(@Nullable Executor executor) throws SQLException {
        if (executor == null) {
            throw new SQLException("The executor is null", "22023");
        }
        if (!closed && lane != null) {
            lane.abort();
        }
        try {
            close();
        } catch (SQLException e) {
            logger.debug("{} - was aborted, so what it left open could not be closed one by one", this, e);
        }
    }

    void close() throws SQLException {
        if (!closed) {
            closed = true;
            giveUpClaim();
            leave();
        }
    }

    @Override
    public String toString() {
        return "Logical connection of DataSource " + dataSource.name() + (closed ? ", closed" : "")
                + (lane == null ? "" : " on " + lane);
    }
}
