package io.txgroup.jdbc;

import io.txgroup.client.TxException;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import io.txgroup.client.spi.Repair;
import io.txgroup.client.spi.ResourceLostException;
import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.Epoch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One physical connection with its open transaction, from its first use in a unit until the group's outcome. Whoever
 * works on it has it locked, so that it is never given back to the pool under somebody's hands.
 */
final class HeldConnection implements HeldResource {
    static final Logger logger = LoggerFactory.getLogger(HeldConnection.class);

    private static final int PATIENCE_SECONDS = 5;
    private static final int TRIES_PER_SECOND = 10;

    private enum End {
        COMMITTED,
        ROLLED_BACK
    }

    private final HeldDataSource dataSource;
    private final CallScope scope;
    private final Slot slot;
    private final Session session;
    private final Connection connection;
    private final Dialect dialect;
    private final Taken taken;
    private final RunningStatement running;
    private final Branch branch;
    private final HeldWork work;

    private final ReentrantLock use = new ReentrantLock();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private boolean prepareFailed;
    private boolean givenBack;

    HeldConnection(
            HeldDataSource dataSource,
            CallScope scope,
            Slot slot,
            Session session,
            DataSourceFacts facts,
            Branch branch)
            throws SQLException {
        this.dataSource = dataSource;
        this.scope = scope;
        this.slot = slot;
        this.session = session;
        this.connection = session.connection();
        this.dialect = facts.dialect();
        this.branch = branch;
        this.work = new HeldWork(slot + " of group " + scope.groupId(), session, facts, branch);
        this.taken = Taken.now(scope, logger.isDebugEnabled());
        this.running = new RunningStatement(dataSource.canceller(), Cancellation.of(connection, dialect));
    }

    Connection connection() {
        return connection;
    }

    ChangedSettings changed() {
        return session.changed();
    }

    /** Locks the connection for one call; fails if it has ended, with a {@link TxException} if the group has. */
    void enter() throws SQLException {
        use.lock();
        if (!isHeld()) {
            use.unlock();
            throw gone();
        }
    }

    /** What the application is told: that the group was rolled back, if that is what happened, as everywhere else. */
    private SQLException gone() {
        SQLException gone =
                new SQLException("Connection " + subject() + " - takes no more work: it was " + ended(), "08003");
        if (!isCommitted()) {
            try {
                scope.checkOpen();
            } catch (TxException rolledBack) {
                rolledBack.addSuppressed(gone);
                throw rolledBack;
            } catch (IllegalStateException sealed) {
                gone.addSuppressed(sealed);
            }
        }
        return gone;
    }

    /** Locks the connection for one call if nobody has and it has not ended. */
    boolean tryEnter() {
        if (!use.tryLock()) {
            return false;
        }
        if (!isHeld()) {
            use.unlock();
            return false;
        }
        return true;
    }

    void lock() {
        use.lock();
    }

    void exit() {
        use.unlock();
    }

    boolean isHeld() {
        return end.get() == null;
    }

    boolean isCommitted() {
        return end.get() == End.COMMITTED;
    }

    private String ended() {
        return isCommitted() ? "committed" : "rolled back";
    }

    /** What was done on it. */
    HeldWork work() {
        return work;
    }

    /** Whether there is work of a local transaction that the application takes for committed. */
    boolean hasFinishedWork() {
        return work.isFinished() && isHeld();
    }

    void running(@Nullable Statement statement) {
        running.is(statement);
    }

    @Override
    public String name() {
        return slot.name();
    }

    @Override
    public boolean takesPart() {
        return work.hasWorked();
    }

    @Override
    public boolean canPrepare() {
        return branch.canPrepare();
    }

    @Override
    public void checkBeforeJoin() throws SQLException {
        HeldLane lane = slot.user();
        if (lane != null) {
            lane.leaveIfQuiet();
        }
        alone(this::check);
    }

    private interface Step {
        void run() throws SQLException;
    }

    /** While no local transaction is open here. */
    private void alone(Step step) throws SQLException {
        slot.acquire(scope, dataSource.settings().inUseWait());
        try {
            enter();
            try {
                step.run();
            } finally {
                exit();
            }
        } finally {
            slot.release();
        }
    }

    private void check() throws SQLException {
        if (!work.hasWorked()) {
            return;
        }
        if (!dialect.hasCheck()) {
            Dialect.checkAlive(connection);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            session.changed().queryTimeout(statement, 0, Lane.secondsOf(scope.timeLeft()));
            running.is(statement);
            dialect.check(statement, work.hasWritten());
        } catch (SQLException e) {
            throw new SQLException(
                    "Connection " + subject() + " - can't be committed: " + e.getMessage(), e.getSQLState(), e);
        } finally {
            running.is(null);
        }
    }

    @Override
    public void mark(Set<CallPath> callPaths) throws SQLException {
        CommitMarkers markers = dataSource.markers();
        if (work.hasWorked() && markers != null) {
            String epoch = scope.epoch().map(Epoch::token).orElse("");
            alone(() -> work.mark(markers, new CommitMarkers.Mark(scope.groupId(), slot.ordinal(), epoch), callPaths));
        }
    }

    /** Before the first work of a redo: what is lost here is repaired in the very transaction of that work, or not at all. */
    void repair() throws SQLException {
        Repair repair = scope.repair().orElse(null);
        CommitMarkers markers = dataSource.markers();
        if (repair != null && markers != null && repair.isLost(name())) {
            String epoch = repair.epoch().token();
            work.repair(markers, new CommitMarkers.Mark(scope.groupId(), slot.ordinal(), epoch), repair);
        }
    }

    @Override
    public void prepare() throws SQLException {
        enter();
        try {
            branch.prepare();
            if (branch.hasFreedSession()) {
                giveBackSession();
            }
        } catch (SQLException e) {
            prepareFailed = true;
            throw new SQLException(
                    "Connection " + subject() + " - can't be prepared: " + e.getMessage(), e.getSQLState(), e);
        } finally {
            exit();
        }
    }

    @Override
    public void commit() throws SQLException, ResourceLostException {
        if (!work.hasWorked()) {
            rollback();
            return;
        }
        end(End.COMMITTED);
        boolean locked = lockToEnd();
        try {
            requireQuiet(locked);
            if (branch.hasFreedSession()) {
                dataSource.recovery().end(branch.name(), true);
            } else {
                branch.commit();
            }
        } catch (SQLException | RuntimeException e) {
            settle(e);
        } finally {
            giveBack(locked);
        }
    }

    private void settle(Exception cause) throws SQLException, ResourceLostException {
        SQLException failure = new SQLException(
                "Connection " + subject() + " - its commit failed: " + cause.getMessage()
                        + (givenBack ? "" : "; the session is closed"),
                cause instanceof SQLException sql ? sql.getSQLState() : null,
                cause);
        if (!givenBack) {
            session.closeForGood(failure);
        }
        BranchName prepared = branch.isPrepared() && !givenBack ? branch.name() : null;
        dataSource.recovery().settle(slot, scope.groupId(), prepared, work.marked(), failure);
    }

    @Override
    public void rollback() throws SQLException {
        end(End.ROLLED_BACK);
        cancel();
        boolean locked = lockToEnd();
        try {
            requireQuiet(locked);
            if (branch.hasFreedSession()) {
                dataSource.recovery().end(branch.name(), false);
            } else if (work.isHolding()) {
                branch.rollBack();
                endDoubtful();
            }
        } catch (SQLException | RuntimeException e) {
            closeToRollBack(e);
        } finally {
            giveBack(locked);
        }
    }

    /** Preparing failed, and perhaps it was only the answer that failed. */
    private void endDoubtful() throws SQLException {
        if (prepareFailed && branch.canPrepare()) {
            dataSource.recovery().end(branch.name(), false);
        }
    }

    private void closeToRollBack(Exception cause) throws SQLException {
        SQLException failure = new SQLException(
                "Connection " + subject() + " - neither rolled back nor closed: " + cause.getMessage(), "08007", cause);
        if (givenBack || !session.closeForGood(failure)) {
            throw failure;
        }
        boolean mayBePrepared = branch.canPrepare() && (branch.isPrepared() || prepareFailed);
        if (mayBePrepared && !dataSource.recovery().endsNow(branch.name(), false, failure)) {
            throw failure;
        }
        logger.warn("Connection {} - was not rolled back but closed, which ends its work too", subject(), cause);
    }

    private void requireQuiet(boolean locked) throws SQLException {
        if (!locked) {
            throw new SQLException("it is still being worked on after " + PATIENCE_SECONDS + " s");
        }
        if (!running.isSettled(PATIENCE_SECONDS)) {
            throw new SQLException("a statement is still being cancelled after " + PATIENCE_SECONDS + " s");
        }
    }

    @Override
    public void cancel() {
        running.cancel();
    }

    private void end(End how) {
        if (!end.compareAndSet(null, how)) {
            throw new IllegalStateException("Connection " + subject() + " - is already " + ended());
        }
    }

    /** Waits until nobody works on the connection; what is to be rolled back is cancelled again and again. */
    private boolean lockToEnd() {
        boolean interrupted = false;
        boolean locked = false;
        for (int i = 0; i < PATIENCE_SECONDS * TRIES_PER_SECOND && !locked; i++) {
            try {
                locked = use.tryLock(1000 / TRIES_PER_SECOND, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // an outcome is carried out all the same
                interrupted = true;
            }
            if (!locked && !isCommitted()) {
                cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return locked;
    }

    private void giveBack(boolean locked) {
        try {
            giveBackSession();
        } finally {
            if (locked) {
                use.unlock();
            }
        }
    }

    private void giveBackSession() {
        if (givenBack) {
            return;
        }
        givenBack = true;
        try {
            session.giveBack();
        } finally {
            dataSource.gaveBack();
        }
    }

    private String subject() {
        return slot + " of group " + scope.groupId();
    }

    /** Tells where it was taken too, for the report of a leak. */
    @Override
    public String toString() {
        return "Connection " + subject() + ", " + taken;
    }
}
