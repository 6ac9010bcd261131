package io.txgroup.jdbc;

import io.txgroup.client.TxException;
import io.txgroup.client.spi.CallScope;
import io.txgroup.client.spi.HeldResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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

    private final ReentrantLock use = new ReentrantLock();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private volatile boolean worked;
    private boolean wrote;
    private volatile boolean finished;
    private boolean guarded;
    private boolean holding;
    private int isolation;

    HeldConnection(HeldDataSource dataSource, CallScope scope, Slot slot, Session session, DataSourceFacts facts)
            throws SQLException {
        this.dataSource = dataSource;
        this.scope = scope;
        this.slot = slot;
        this.session = session;
        this.connection = session.connection();
        this.dialect = facts.dialect();
        this.taken = Taken.now(scope, logger.isDebugEnabled());
        this.running = new RunningStatement(dataSource.canceller(), Cancellation.of(connection, dialect));
        this.isolation = facts.defaults().get(Setting.ISOLATION) instanceof Integer level ? level : 0;
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

    /**
     * From now on the work is held. It is the last thing before the first statement: here a database begins its
     * two-phase commit if that must be said before there is work.
     */
    void hold() throws SQLException {
        if (!holding) {
            connection.setAutoCommit(false);
            holding = true;
        }
    }

    /** Asks for an isolation level; one that is weaker than what the held transaction has anyway is as good. */
    void isolate(int level) throws SQLException {
        if (holding && level <= isolation) {
            return;
        }
        if (worked) {
            throw new SQLException(
                    "Connection " + subject() + " - can't change to isolation level " + level
                            + ": it has been held with level " + isolation
                            + " since its first use; ask for it there, or use REQUIRES_NEW",
                    "25001");
        }
        if (holding) {
            connection.rollback();
            session.lockTimeout().undone();
        }
        session.changed().write(Setting.ISOLATION, level);
        isolation = level;
    }

    boolean hasWorked() {
        return worked;
    }

    /** What comes next waits for no lock longer than the group may go on. */
    void limitWaits(Duration left) throws SQLException {
        session.lockTimeout().limit(left);
    }

    void works() {
        worked = true;
    }

    /** Back to a savepoint, before which some of the session's settings may have been others. */
    void wentBack() {
        session.lockTimeout().undone();
    }

    /** Something was written. */
    void wrote() {
        wrote = true;
    }

    /** Whether the database has undone everything because of that failure. */
    boolean wasUndoneBy(SQLException failure) throws SQLException {
        return dialect.undidTransaction(connection, failure, wrote);
    }

    /** Whether there is work of a local transaction that the application takes for committed. */
    boolean hasFinishedWork() {
        return finished && isHeld();
    }

    void finishes() {
        finished = worked;
    }

    /** All of it was rolled back. */
    void undone() {
        worked = false;
        wrote = false;
        finished = false;
        guarded = false;
        session.lockTimeout().undone();
    }

    /** Protects what was done so far from the failure of the next statement. */
    void guard() throws SQLException {
        Dialect.guard(connection, guarded);
        guarded = true;
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
        return worked;
    }

    @Override
    public boolean canPrepare() {
        return false;
    }

    @Override
    public void checkBeforeJoin() throws SQLException {
        HeldLane lane = slot.user();
        if (lane != null) {
            lane.leaveIfQuiet();
        }
        slot.acquire(scope, dataSource.settings().inUseWait());
        try {
            enter();
            try {
                check();
            } finally {
                exit();
            }
        } finally {
            slot.release();
        }
    }

    private void check() throws SQLException {
        if (!worked) {
            return;
        }
        if (!dialect.hasCheck()) {
            Dialect.checkAlive(connection);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            session.changed().queryTimeout(statement, 0, Lane.secondsOf(scope.timeLeft()));
            running.is(statement);
            dialect.check(statement, wrote);
        } catch (SQLException e) {
            throw new SQLException(
                    "Connection " + subject() + " - can't be committed: " + e.getMessage(), e.getSQLState(), e);
        } finally {
            running.is(null);
        }
    }

    @Override
    public void prepare() throws SQLException {
        enter();
        try {
            Dialect.checkAlive(connection);
        } finally {
            exit();
        }
    }

    @Override
    public void commit() throws SQLException {
        if (!worked) {
            rollback();
            return;
        }
        end(End.COMMITTED);
        boolean locked = lockToEnd();
        try {
            requireQuiet(locked);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            SQLException failure = new SQLException(
                    "Connection " + subject() + " - its commit failed: " + e.getMessage() + "; the session is closed",
                    e instanceof SQLException sql ? sql.getSQLState() : null,
                    e);
            session.closeForGood(failure);
            throw failure;
        } finally {
            giveBack(locked);
        }
    }

    @Override
    public void rollback() throws SQLException {
        end(End.ROLLED_BACK);
        cancel();
        boolean locked = lockToEnd();
        try {
            requireQuiet(locked);
            if (holding) {
                connection.rollback();
            }
        } catch (SQLException | RuntimeException e) {
            SQLException failure = new SQLException(
                    "Connection " + subject() + " - neither rolled back nor closed: " + e.getMessage(), "08007", e);
            if (!session.closeForGood(failure)) {
                throw failure;
            }
            logger.warn("Connection {} - was not rolled back but closed, which ends its work too", subject(), e);
        } finally {
            giveBack(locked);
        }
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
            session.giveBack();
        } finally {
            if (locked) {
                use.unlock();
            }
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
