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
