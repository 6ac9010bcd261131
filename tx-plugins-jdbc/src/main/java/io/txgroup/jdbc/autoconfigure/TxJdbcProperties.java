package io.txgroup.jdbc.autoconfigure;

import io.txgroup.jdbc.AutoCommitWork;
import io.txgroup.jdbc.HeldSettings;
import io.txgroup.jdbc.UnannotatedWork;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How DataSources take part in groups.
 *
 * @param exclude Names of DataSource beans that take no part in groups: what is done with them is committed at
 *     once; by default none.
 * @param autoCommit What becomes of statements in a group outside a local transaction: they join it, are refused, or
 *     are committed at once (local).
 * @param maxHeld How many connections of one DataSource groups may hold at a time; 0 means three quarters of a HikariCP
 *     pool, and 8 of any other.
 * @param maxHeldWait How long a call waits, at most, for one of these connections before it fails.
 * @param inUseWait How long a thread waits, at most, for a held connection on which another thread of the same group
 *     works, before it fails.
 */
@ConfigurationProperties("tx.jdbc")
public record TxJdbcProperties(
        @DefaultValue Set<String> exclude,
        @DefaultValue("join") AutoCommitWork autoCommit,
        @DefaultValue("0") int maxHeld,
        @DefaultValue("10s") Duration maxHeldWait,
        @DefaultValue("5s") Duration inUseWait) {
    public TxJdbcProperties {
        exclude = Set.copyOf(exclude);
    }

    HeldSettings settings(UnannotatedWork unannotated) {
        return new HeldSettings(autoCommit, unannotated, maxHeld, maxHeldWait, inUseWait);
    }
}
