package io.txgroup.jdbc;

import io.txgroup.protocol.GroupId;
import java.sql.SQLException;

/** Which statements must not run on a connection that the group does not hold, and why. */
@FunctionalInterface
interface Refusal {
    /** Refuses nothing. */
    Refusal NONE = sql -> {};

    /** Fails if the statement must not run. */
    void check(String sql) throws SQLException;

    /** A write in a read-only transaction would be committed alone where the database takes read-only for a hint. */
    static Refusal readOnly(String dataSource, GroupId groupId) {
        return sql -> {
            SqlKind kind = SqlKind.of(sql);
            if (kind == SqlKind.WRITE || kind == SqlKind.DEFINITION) {
                throw new SQLException(
                        "DataSource " + dataSource + " - refused a write in a read-only transaction of group " + groupId
                                + ": it would not be part of the group; don't declare the transaction read-only",
                        "25006");
            }
        };
    }

    /** What begins with a table of bookkeeping is committed by itself, so nothing else may be in it. */
    static Refusal bookkeeping(String dataSource, GroupId groupId, LocalTables tables) {
        return sql -> {
            SqlKind kind = SqlKind.of(sql);
            if ((kind == SqlKind.WRITE || kind == SqlKind.CALL) && !tables.areIn(sql)) {
                throw new SQLException(
                        "DataSource " + dataSource + " - refused a write in group " + groupId
                                + ": its local transaction began with a table of tx.jdbc.local-tables and is committed by"
                                + " itself, so the write would not be part of the group; write the two in local"
                                + " transactions of their own, or take the table out of tx.jdbc.local-tables",
                        "25006");
            }
        };
    }

    /** A write of a method that takes no part in the group that called it would be committed alone. */
    static Refusal unannotated(String dataSource, GroupId groupId) {
        return sql -> {
            SqlKind kind = SqlKind.of(sql);
            if (kind != SqlKind.READ && kind != SqlKind.TRANSACTION) {
                throw refused(dataSource, groupId);
            }
        };
    }

    private static SQLException refused(String dataSource, GroupId groupId) {
        return new SQLException(
                "DataSource " + dataSource + " - refused a write: it was called by group " + groupId
                        + ", but no method on the way is annotated with @TxTransaction, so the write would be committed"
                        + " whatever becomes of the group; annotate the method, or set tx.client.unannotated=join or local",
                "25006");
    }
}
