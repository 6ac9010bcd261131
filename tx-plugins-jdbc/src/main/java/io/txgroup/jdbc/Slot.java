package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The place of one held connection in its unit. One lane at a time is in it, and only who is in it puts a connection
 * there.
 */
final class Slot {
    private final String name;
    private final int ordinal;
    private final Semaphore free = new Semaphore(1, true);
    private volatile @Nullable HeldLane user;
    private volatile @Nullable HeldConnection held;

    Slot(String dataSource, int ordinal) {
        this.name = dataSource + "#" + ordinal;
        this.ordinal = ordinal;
    }

    /** The DataSource's name and the ordinal, for instance {@code orders#1}. */
    String name() {
        return name;
    }

    int ordinal() {
        return ordinal;
    }

    @Nullable
    HeldConnection held() {
        return held;
    }

    void held(HeldConnection connection) {
        held = connection;
    }

    @Nullable
    HeldLane user() {
        return user;
    }

    void user(HeldLane lane) {
        user = lane;
    }

    /** Whether somebody who only reads could come in now and must, to see what was written. */
    boolean hasSomethingToRead() {
        HeldConnection connection = held;
        return connection != null && connection.hasFinishedWork();
    }

    boolean isIdle() {
        return free.availablePermits() > 0;
    }

    /** Waits for the place as long as that and the group's time allow. */
    void acquire(CallScope scope, Duration patience) throws SQLException {
        Duration wait = Waits.shorter(patience, scope.timeLeft());
        if (!Waits.acquire(free, wait)) {
            HeldLane lane = user;
            SQLException inUse =
                    new SQLTransientConnectionException("Connection " + name + " of group " + scope.groupId()
                            + " - still in use by another thread after " + wait.toMillis() + " ms ("
                            + (lane == null ? "being taken" : lane.taken())
                            + "); two threads of one group can't work on it at the same time");
            if (lane != null) {
                lane.taken().explain(inUse);
            }
            throw inUse;
        }
    }

    void release() {
        user = null;
        free.release();
    }

    @Override
    public String toString() {
        return name;
    }
}
