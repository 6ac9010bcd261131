package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** How many connections of one DataSource groups may hold, so that local work always finds some. Thread-safe. */
final class HeldLimit {
    private static final int WITHOUT_KNOWING_THE_POOL = 8;

    private final String dataSource;
    private final int limit;
    private final int poolSize;
    private final Duration patience;
    private final Semaphore free;

    private HeldLimit(String dataSource, int limit, int poolSize, Duration patience) {
        this.dataSource = dataSource;
        this.limit = limit;
        this.poolSize = poolSize;
        this.patience = patience;
        this.free = new Semaphore(limit, true);
    }

    /** The limit asked for, else three quarters of the pool. */
    static HeldLimit of(String dataSource, HeldSettings settings, int poolSize) {
        int derived = poolSize > 0 ? (poolSize * 3 + 3) / 4 : WITHOUT_KNOWING_THE_POOL;
        int limit = settings.maxHeld() > 0 ? settings.maxHeld() : derived;
        return new HeldLimit(dataSource, limit, poolSize, settings.maxHeldWait());
    }

    /** Waits for a place, as long as the settings and the group's time allow. */
    void acquire(CallScope scope) throws SQLException {
        Duration wait = Waits.shorter(patience, scope.timeLeft());
        if (!Waits.acquire(free, wait)) {
            throw new SQLTransientConnectionException("DataSource " + dataSource + " - no connection to hold for group "
                    + scope.groupId() + " within " + wait.toMillis() + " ms: the limit is reached (" + numbers()
                    + "); the call fails, raise tx.jdbc.max-held or the pool's size if that is normal load");
        }
    }

    void release() {
        free.release();
    }

    HeldFigures figures(Guarantee guarantee) {
        return new HeldFigures(limit - free.availablePermits(), limit, free.getQueueLength(), Optional.of(guarantee));
    }

    /** The figures, for messages. */
    String numbers() {
        return "held=" + (limit - free.availablePermits()) + ", limit=" + limit + ", waiting=" + free.getQueueLength()
                + ", pool=" + (poolSize > 0 ? poolSize : "unknown");
    }
}
