package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The physical connection that a logical one works on for a while, at least for one local transaction. Every call on it,
 * or on a statement or result set made with it, stands between {@link #enter()} and {@link #exit()}.
 */
abstract class Lane {
    private static final Logger logger = LoggerFactory.getLogger(Lane.class);

    private final Connection connection;
    private final LogicalSettings settings;
    private final ChangedSettings changed;
    private final @Nullable CallScope scope;
    private final List<Statement> statements = new ArrayList<>(2);

    Lane(Connection connection, LogicalSettings settings, ChangedSettings changed, @Nullable CallScope scope) {
        this.connection = connection;
        this.settings = settings;
        this.changed = changed;
        this.scope = scope;
    }

    /** Nobody ends the connection before {@link #exit()}; fails if it has ended. */
    abstract void enter() throws SQLException;

    /** As {@link #enter()}, but says it instead of failing: closing what has ended is no error. */
    abstract boolean enterIfAlive();

    abstract void exit();

    /** Whether a new statement or a new local transaction of the current thread belongs here. */
    abstract boolean fits();

    /** Whether a local transaction is open. */
    abstract boolean hasBegun();

    /** Fails if such a statement must not run here. */
    abstract void check(String sql) throws SQLException;

    /**
     * A statement is about to run, or something as free as a statement.
     *
     * @param reads whether by its text it only reads
     */
    abstract void beforeWork(boolean reads) throws SQLException;

    abstract void afterWork();

    /** A statement failed; undoes what it leaves behind where auto-commit would have done so. */
    abstract void afterFailure(SQLException failure) throws SQLException;

    /** Which statement runs; null after it. */
    abstract void running(@Nullable Statement statement);

    abstract void apply(Setting setting, @Nullable Object value) throws SQLException;

    abstract void commit() throws SQLException;

    abstract void rollback(String reason) throws SQLException;

    /** The application has gone back to a savepoint of its own. */
    abstract void wentBack();

    /** Ends the physical connection for good. */
    abstract void abort() throws SQLException;

    /** Closes what was left open, undoes what was not committed and leaves the physical connection; once. */
    abstract void close() throws SQLException;

    final Connection connection() {
        return connection;
    }

    final LogicalSettings settings() {
        return settings;
    }

    final ChangedSettings changed() {
        return changed;
    }

    /** Lets a statement run no longer than it wants to and the group may; returns the seconds that are set now. */
    final int limitTime(Statement statement, int set, int wanted) throws SQLException {
        int seconds = wanted;
        if (scope != null) {
            int left = secondsOf(scope.timeLeft());
            seconds = wanted == 0 ? left : Math.min(wanted, left);
        }
        return changed.queryTimeout(statement, set, seconds);
    }

    /** The seconds of a time left, rounded up, for a timeout where 0 would mean none. */
    static int secondsOf(Duration left) {
        long seconds = left.toSeconds() + (left.toNanosPart() > 0 ? 1 : 0);
        return (int) Math.max(1, Math.min(seconds, Integer.MAX_VALUE));
    }

    final void opened(Statement statement) {
        statements.add(statement);
    }

    final void closed(Statement statement) {
        statements.remove(statement);
    }

    final boolean hasOpenStatements() {
        return !statements.isEmpty();
    }

    final void closeStatements() {
        for (Statement statement : statements) {
            try {
                statement.close();
            } catch (SQLException e) {
                logger.debug("A statement left open could not be closed; it ends with its connection", e);
            }
        }
        statements.clear();
    }
}
