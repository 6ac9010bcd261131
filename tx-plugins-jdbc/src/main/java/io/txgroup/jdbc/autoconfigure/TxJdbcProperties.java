package io.txgroup.jdbc.autoconfigure;

import io.txgroup.jdbc.AutoCommitWork;
import io.txgroup.jdbc.Guarantee;
import io.txgroup.jdbc.GuaranteeSettings;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.UnannotatedWork;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * How DataSources take part in groups.
 *
 * @param exclude Names of DataSource beans, and of a router's targets as bean.key, that take no part in groups: what is
 *     done with them is committed at once; by default none.
 * @param autoCommit What becomes of statements in a group outside a local transaction: they join it, are refused, or
 *     are committed at once (local).
 * @param maxHeld How many connections of one DataSource groups may hold at a time; 0 means three quarters of the
 *     pool, and 8 where nobody knows its size.
 * @param maxHeldWait How long a call waits, at most, for one of these connections before it fails.
 * @param inUseWait How long a thread waits, at most, for a held connection on which another thread of the same group
 *     works, before it fails.
 * @param localTables Tables of bookkeeping, such as those that Hibernate takes ids from: a local transaction that begins
 *     with a prepared statement on one of them is committed by itself, so that groups don't wait for each other there.
 * @param guarantee What the work on a DataSource survives between a unit's yes and the outcome: durable survives its
 *     process and its session, held does not; auto is durable where it works on PostgreSQL and MariaDB.
 * @param marker The table that proves later what was committed.
 */
@ConfigurationProperties("tx.jdbc")
public record TxJdbcProperties(
        @DefaultValue Set<String> exclude,
        @DefaultValue("join") AutoCommitWork autoCommit,
        @DefaultValue("0") int maxHeld,
        @DefaultValue("10s") Duration maxHeldWait,
        @DefaultValue("5s") Duration inUseWait,
        @DefaultValue("hibernate_sequences") Set<String> localTables,
        @DefaultValue("auto") Guarantee guarantee,
        @DefaultValue Marker marker) {
    public TxJdbcProperties {
        exclude = Set.copyOf(exclude);
        localTables = Set.copyOf(localTables);
    }

    HeldSettings settings(UnannotatedWork unannotated, String installation, String service) {
        return new HeldSettings(
                autoCommit,
                unannotated,
                maxHeld,
                maxHeldWait,
                inUseWait,
                localTables,
                new GuaranteeSettings(
                        guarantee,
                        marker.enabled() ? Optional.of(marker.table()) : Optional.empty(),
                        marker.retention(),
                        installation,
                        service));
    }

    /**
     * The table of commit markers.
     *
     * @param enabled Whether work leaves markers; without them nobody can prove later what became of work whose commit was
     *     not answered. Change it only while no group is open.
     * @param initialize When the table is made at the start: in embedded databases, always, or never.
     * @param table The table's name, with its schema if need be.
     * @param retention For how long markers are kept at least. After it they are removed as soon as the managers call their
     *     group finished, and never before.
     */
    public record Marker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("embedded") DatabaseInitializationMode initialize,
            @DefaultValue("tx_commit_marker") String table,
            @DefaultValue("1h") Duration retention) {}
}
