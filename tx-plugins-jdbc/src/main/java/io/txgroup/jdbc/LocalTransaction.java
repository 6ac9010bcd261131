package io.txgroup.jdbc;

import io.txgroup.client.spi.CallScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * The local transaction that the application has open on a held connection, if it has. Its commit is only remembered; its
 * rollback undoes what was done since its begin, and vetoes if that is work of the group. Used under the connection's lock.
 */
final class LocalTransaction {
    private final HeldConnection held;
    private final Slot slot;
    private final CallScope scope;

    private volatile boolean begun;
    private @Nullable Savepoint savepoint;
    private boolean reading;
    private boolean wrote;
    private boolean failed;
    private boolean lost;

    LocalTransaction(HeldConnection held, Slot slot, CallScope scope) {
        this.held = held;
        this.slot = slot;
        this.scope = scope;
    }

    /** Begins it, with a savepoint if there is earlier work that its rollback must not undo. */
    void begin(boolean readOnly) throws SQLException {
        if (!begun) {
            savepoint = held.work().hasWorked() ? held.connection().setSavepoint() : null;
            begun = true;
            reading = readOnly;
            wrote = false;
            failed = false;
            lost = false;
        }
    }

    boolean hasBegun() {
        return begun;
    }

    /** Whether ending it without a commit loses something. */
    boolean hasWritten() {
        return begun && wrote && !reading;
    }

    void writes() {
        wrote = true;
    }

    /** Whether a statement has failed since; the database may then take nothing but a way back. */
    boolean hasFailed() {
        return begun && failed;
    }

    void fails() {
        failed = true;
    }

    /** The application has gone back to a savepoint of its own. */
    void wentBack() {
        failed = false;
    }

    /** Remembers the commit; fails if the database has failed the transaction and would silently roll back. */
    void commit(Dialect dialect) throws SQLException {
        if (lost) {
            end();
            throw new SQLException(
                    "Connection " + slot + " of group " + scope.groupId()
                            + " - nothing to commit: the database has rolled the transaction back",
                    "40000");
        }
        if (failed && dialect.failureFailsTransaction()) {
            checkNotFailed(held.connection());
        }
        held.work().finishes();
        end();
    }

    private void checkNotFailed(Connection connection) throws SQLException {
        try {
            Dialect.checkNotFailed(connection);
        } catch (SQLException e) {
            rollback("a local transaction was committed although one of its statements had failed");
            throw new SQLException(
                    "Connection " + slot + " of group " + scope.groupId()
                            + " - nothing to commit: a statement had failed, and with it the local transaction;"
                            + " rolled back",
                    e.getSQLState(),
                    e);
        }
    }

    /** The database has undone everything that was done on the connection, not only this local transaction. */
    void lost(String reason) {
        boolean others = held.hasFinishedWork();
        savepoint = null;
        lost = begun;
        held.work().undone();
        if (slot.ordinal() == 1 || others) {
            scope.veto(reason + " on " + slot);
        }
    }

    /** The application rolls back. */
    void rollback(String reason) throws SQLException {
        undo(reason, !reading);
    }

    /** The application leaves without a commit: as outside a group that loses what was written. */
    void abandon(String reason) throws SQLException {
        undo(reason, hasWritten());
    }

    /** The first connection of a unit vetoes; further ones are {@code REQUIRES_NEW}, which nobody else relies on. */
    private void undo(String reason, boolean matters) throws SQLException {
        try {
            if (savepoint != null) {
                held.connection().rollback(savepoint);
                held.work().wentBack();
            } else {
                held.work().undo();
            }
        } catch (SQLException e) {
            scope.veto(reason + " on " + slot + ", and the rollback failed: " + e.getMessage());
            throw e;
        } finally {
            end();
        }
        if (slot.ordinal() == 1 && matters) {
            scope.veto(reason + " on " + slot);
        }
    }

    /** There is none any more. */
    void end() {
        begun = false;
        savepoint = null;
    }
}
