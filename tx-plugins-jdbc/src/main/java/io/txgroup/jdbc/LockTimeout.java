package io.txgroup.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * How long one session waits for a lock: no longer than its group may go on. The database then ends the wait by itself,
 * also when nobody is there any more to cancel it. It only ever gets shorter, and is put back for the pool.
 */
final class LockTimeout {
    /** No limit, or none that we know of. */
    static final long NONE = Long.MAX_VALUE;

    /** How much too long it may be: telling it anew costs a round trip. */
    private static final long SLACK_MILLIS = 1_000;

    private final Connection connection;
    private final Dialect dialect;
    private final long usual;
    private long current;

    LockTimeout(Connection connection, DataSourceFacts facts) {
        this.connection = connection;
        this.dialect = facts.dialect();
        this.usual = facts.lockTimeout();
        this.current = usual;
    }

    /** What a session of the pool has, in milliseconds; {@link #NONE} if there is none. */
    static long usual(Dialect dialect, Statement statement) throws SQLException {
        String query = dialect.lockTimeoutQuery();
        if (query.isEmpty()) {
            return NONE;
        }
        try (ResultSet row = statement.executeQuery(query)) {
            long millis = row.next() ? row.getLong(1) : 0;
            // PostgreSQL waits for ever at 0, the others not at all
            return millis > 0 || dialect != Dialect.POSTGRESQL ? millis : NONE;
        }
    }

    /** From now on no wait is longer than that, but for a second. */
    void limit(Duration left) throws SQLException {
        long wanted = Math.max(1, left.toMillis());
        if (dialect != Dialect.OTHER && current - wanted > SLACK_MILLIS) {
            Dialect.execute(connection, dialect.lockTimeoutCommand(wanted));
            current = wanted;
        }
    }

    /** Runs it with a shorter wait, and then waits as before; after a failure a transaction may be unable to. */
    void briefly(Duration patience, Step step) throws SQLException {
        long before = current;
        limit(patience);
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            if (current != before && (done || !dialect.lockTimeoutEndsWithTransaction())) {
                Dialect.execute(connection, dialect.lockTimeoutCommand(before == NONE ? 0 : before));
                current = before;
            }
        }
    }

    /** What waits for locks. */
    interface Step {
        void run() throws SQLException;
    }

    /** The transaction was rolled back, and with it perhaps what was set. */
    void undone() {
        if (dialect.lockTimeoutEndsWithTransaction()) {
            current = usual;
        }
    }

    /** Puts it back, outside a transaction. */
    void restore() throws SQLException {
        if (current != usual && !dialect.lockTimeoutEndsWithTransaction()) {
            Dialect.execute(connection, dialect.lockTimeoutCommand(usual));
        }
        current = usual;
    }
}
