package io.txgroup.jdbc;

import io.txgroup.client.TxException;
import io.txgroup.client.spi.CallScope;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A held connection while a logical connection works on it. Commit and close are remembered; a rollback undoes what the
 * local transaction did and vetoes, unless the connection is a further one of the unit ({@code REQUIRES_NEW}).
 */
final class HeldLane extends Lane {
    private final HeldDataSource dataSource;
    private final HeldConnection held;
    private final Slot slot;
    private final CallScope scope;
    private final Thread thread = Thread.currentThread();
    private final Taken taken;

    private final LocalTransaction transaction;
    private boolean guarded;
    private boolean writing;
    private volatile boolean closed;

    private HeldLane(
            HeldDataSource dataSource, HeldConnection held, Slot slot, CallScope scope, LogicalSettings settings) {
        super(held.connection(), settings, held.changed(), scope);
        this.dataSource = dataSource;
        this.held = held;
        this.slot = slot;
        this.scope = scope;
        this.taken = Taken.now(scope, HeldConnection.logger.isDebugEnabled());
        this.transaction = new LocalTransaction(held, slot, scope);
    }

    /** Goes into the slot, takes a connection from the pool if none is there, and tells it the settings. */
    static HeldLane open(HeldDataSource dataSource, CallScope scope, Slot slot, LogicalSettings settings)
            throws SQLException {
        slot.acquire(scope, dataSource.settings().inUseWait());
        try {
            HeldConnection held = slot.held();
            if (held == null || !held.isHeld()) {
                // an idle one may have been given back although the unit goes on; if the unit has ended, this fails
                held = scope.enlist(() -> dataSource.take(scope, slot));
                slot.held(held);
            } else {
                scope.checkOpen();
            }
            HeldLane lane = new HeldLane(dataSource, held, slot, scope, settings);
            held.enter();
            try {
                settings.applyTo(lane);
                held.work().hold();
            } finally {
                held.exit();
            }
            slot.user(lane);
            return lane;
        } catch (SQLException | TxException e) {
            slot.release();
            throw e;
        } catch (Exception e) {
            slot.release();
            throw new SQLException("DataSource " + dataSource.name() + " - " + e.getMessage(), "25000", e);
        }
    }

    @Override
    void enter() throws SQLException {
        held.enter();
        if (closed) {
            held.exit();
            throw new SQLException(
                    "The statement was closed: connection " + slot + " has gone over to other work", "08003");
        }
    }

    @Override
    boolean enterIfAlive() {
        held.lock();
        if (!closed && held.isHeld()) {
            return true;
        }
        held.exit();
        return false;
    }

    @Override
    void exit() {
        held.exit();
    }

    @Override
    boolean fits() {
        return !closed
                && held.isHeld()
                && (transaction.hasBegun()
                        || dataSource
                                .currentCall()
                                .scope()
                                .map(now -> now.groupId().equals(scope.groupId()))
                                .orElse(true));
    }

    @Override
    boolean hasBegun() {
        return transaction.hasBegun();
    }

    @Override
    void check(String sql) throws SQLException {
        if (settings().readOnly()) {
            Refusal.readOnly(dataSource.name(), scope.groupId()).check(sql);
        }
        SqlKind kind = SqlKind.byFirstWord(sql);
        if (kind == SqlKind.TRANSACTION
                || (kind == SqlKind.DEFINITION && dataSource.facts().dialect().commits(sql))) {
            throw new SQLException(
                    "Connection " + this + " - refused a statement that changes or ends the transaction, or makes the"
                            + " database commit (" + kind + "): the work so far would be committed whatever becomes of"
                            + " the group; do it outside of the group, or on a DataSource named in tx.jdbc.exclude",
                    "25001");
        }
    }

    @Override
    void beforeWork(boolean reads) throws SQLException {
        long left = scope.timeLeft().toMillis();
        if (left <= 0) {
            throw new SQLTimeoutException("Connection " + this + " - no more statements: the deadline passed " + -left
                    + " ms ago; the group is rolled back");
        }
        guarded = false;
        writing = !reads;
        if (!settings().readOnly() && !transaction.hasFailed()) {
            held.work().limitWaits(scope.timeLeft());
        }
        if (settings().autoCommit()) {
            if (held.work().hasWorked() && dataSource.facts().dialect().failureFailsTransaction()) {
                held.work().guard();
                guarded = true;
            }
        } else {
            transaction.begin(settings().readOnly());
        }
        if (!reads) {
            transaction.writes();
        }
        if (!settings().readOnly()) {
            held.repair();
            held.work().works();
        }
    }

    @Override
    void afterWork() {
        if (writing) {
            held.work().wrote();
        }
        if (settings().autoCommit()) {
            held.work().finishes();
        }
    }

    @Override
    void afterFailure(SQLException failure) throws SQLException {
        if (held.work().wasUndoneBy(failure)) {
            transaction.lost("the database rolled everything back (" + failure.getMessage() + ")");
        } else if (!settings().autoCommit()) {
            transaction.fails();
        } else if (guarded) {
            Dialect.undoGuarded(connection());
        } else if (dataSource.facts().dialect().failureFailsTransaction()) {
            held.work().undo();
        }
    }

    @Override
    void running(@Nullable Statement statement) {
        held.running(statement);
    }

    @Override
    void apply(Setting setting, @Nullable Object value) throws SQLException {
        switch (setting) {
            case READ_ONLY -> {
                // what the transaction may do was decided when it began: from here on it is between us and the
                // application
            }
            case ISOLATION -> held.work().isolate(value instanceof Integer level ? level : 0);
            default -> changed().write(setting, value);
        }
    }

    @Override
    void commit() throws SQLException {
        if (!transaction.hasBegun()) {
            return;
        }
        enter();
        try {
            transaction.commit(dataSource.facts().dialect());
        } finally {
            exit();
        }
    }

    @Override
    void rollback(String reason) throws SQLException {
        held.lock();
        try {
            if (transaction.hasBegun() && held.isHeld()) {
                transaction.rollback(reason);
            } else if (transaction.hasBegun() && held.isCommitted()) {
                throw new SQLException("Connection " + this + " - can't roll back: the group was committed", "25000");
            }
        } finally {
            transaction.end();
            held.exit();
        }
    }

    @Override
    void wentBack() {
        transaction.wentBack();
        held.work().wentBack();
    }

    @Override
    void abort() throws SQLException {
        scope.veto("connection " + slot + " was aborted");
        connection().abort(Runnable::run);
    }

    /** The method that worked here has returned: leaves unless another thread is at work. */
    void leaveIfQuiet() throws SQLException {
        boolean own = thread == Thread.currentThread();
        if (!held.tryEnter()) {
            return;
        }
        try {
            if (own && transaction.hasWritten()) {
                SQLException left = new SQLException("Connection " + this + " - was " + taken
                        + " and is still open: its local transaction was neither committed nor rolled back");
                taken.explain(left);
                throw left;
            }
            if (own || !(transaction.hasBegun() || hasOpenStatements())) {
                close();
            }
        } finally {
            held.exit();
        }
    }

    @Override
    void close() throws SQLException {
        held.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                leave();
            } finally {
                slot.release();
            }
        } finally {
            held.exit();
        }
    }

    private void leave() throws SQLException {
        if (!held.isHeld()) {
            transaction.end();
            return;
        }
        closeStatements();
        try {
            if (transaction.hasBegun()) {
                transaction.abandon("a connection was closed without a commit");
            }
        } finally {
            changed().restore(Setting.AT_ANY_TIME);
        }
    }

    Taken taken() {
        return taken;
    }

    @Override
    public String toString() {
        return slot + " of group " + scope.groupId();
    }
}
