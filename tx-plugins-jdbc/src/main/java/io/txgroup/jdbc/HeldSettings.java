package io.txgroup.jdbc;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * How wrapping DataSources behave in a group.
 *
 * @param autoCommit what becomes of work outside a local transaction
 * @param unannotated what becomes of work of a method that takes no part in the group that called it
 * @param maxHeld how many connections of one DataSource groups may hold at a time; 0 derives it from the pool's size
 * @param maxHeldWait how long to wait for one of them at most
 * @param inUseWait how long to wait at most for a held connection that another thread of the same group works on
 * @param localTables tables of bookkeeping: a local transaction that begins with one is committed by itself
 * @param guarantee what is promised of the work
 */
public record HeldSettings(
        AutoCommitWork autoCommit,
        UnannotatedWork unannotated,
        int maxHeld,
        Duration maxHeldWait,
        Duration inUseWait,
        Set<String> localTables,
        GuaranteeSettings guarantee) {
    /** What is used unless something else is said. */
    public static final HeldSettings DEFAULTS = new HeldSettings(
            AutoCommitWork.JOIN, UnannotatedWork.REFUSE, 0, Duration.ofSeconds(10), Duration.ofSeconds(5));

    /** With no tables of bookkeeping, held, without markers. */
    public HeldSettings(
            AutoCommitWork autoCommit,
            UnannotatedWork unannotated,
            int maxHeld,
            Duration maxHeldWait,
            Duration inUseWait) {
        this(autoCommit, unannotated, maxHeld, maxHeldWait, inUseWait, Set.of());
    }

    /** Held, without markers. */
    public HeldSettings(
            AutoCommitWork autoCommit,
            UnannotatedWork unannotated,
            int maxHeld,
            Duration maxHeldWait,
            Duration inUseWait,
            Set<String> localTables) {
        this(autoCommit, unannotated, maxHeld, maxHeldWait, inUseWait, localTables, GuaranteeSettings.PLAIN);
    }

    /** The same with another guarantee. */
    public HeldSettings with(GuaranteeSettings other) {
        return new HeldSettings(autoCommit, unannotated, maxHeld, maxHeldWait, inUseWait, localTables, other);
    }

    public HeldSettings {
        requireNonNull(autoCommit, "autoCommit is null");
        requireNonNull(unannotated, "unannotated is null");
        requireNonNull(guarantee, "guarantee is null");
        localTables = Set.copyOf(localTables);
        if (maxHeld < 0) {
            throw new IllegalArgumentException("maxHeld is " + maxHeld + ", less than 0");
        }
        if (maxHeldWait.isNegative() || inUseWait.isNegative()) {
            throw new IllegalArgumentException(
                    "maxHeldWait (" + maxHeldWait + ") and inUseWait (" + inUseWait + ") can't be negative");
        }
    }
}
