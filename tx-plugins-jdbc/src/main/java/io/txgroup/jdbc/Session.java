package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A physical connection taken from a pool, to be given back as it was or closed for good; once. */
final class Session {
    private static final Logger logger = LoggerFactory.getLogger(Session.class);

    private final DataSource pool;
    private final Connection connection;
    private final ChangedSettings changed;
    private final LockTimeout lockTimeout;
    private boolean closed;

    Session(DataSource pool, Connection connection, DataSourceFacts facts) {
        this.pool = pool;
        this.connection = connection;
        this.changed = new ChangedSettings(connection, facts);
        this.lockTimeout = new LockTimeout(connection, facts);
    }

    Connection connection() {
        return connection;
    }

    ChangedSettings changed() {
        return changed;
    }

    LockTimeout lockTimeout() {
        return lockTimeout;
    }

    /** Back to the pool, with every setting as it was; closed for good if that can't be had. */
    void giveBack() {
        if (closed) {
            return;
        }
        try {
            lockTimeout.restore();
            changed.restoreAll();
            closed = true;
            connection.close();
        } catch (SQLException | RuntimeException e) {
            logger.warn("A connection could not be given back as it was taken; its session is closed", e);
            closeForGood(e);
        }
    }

    /** Closes the session itself, so that the database ends its work and nobody is given it again; false if it can't be. */
    boolean closeForGood(Exception reason) {
        closed = true;
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException | AbstractMethodError e) {
            reason.addSuppressed(e);
        }
        try {
            if (!HikariPool.evict(pool, connection)) {
                connection.close();
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            reason.addSuppressed(e);
            return false;
        }
    }
}
