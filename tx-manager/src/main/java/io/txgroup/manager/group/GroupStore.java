package io.txgroup.manager.group;

import io.txgroup.protocol.Epoch;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.ShardClock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The port to the store. Every stage completes in a bounded time; one that completes exceptionally means that nobody
 * knows whether the command was carried out, and no implementation repeats it. All times are the store's own, in
 * milliseconds. Thread-safe; nothing blocks.
 */
public interface GroupStore {
    /** How many shards the store has; a power of two, the same for all managers of an installation. */
    int shards();

    /**
     * Makes a group's record, unless there is one, the shard's verified epoch is not the group's, or the time is past
     * the group's not-after.
     */
    CompletionStage<Creation> create(Group group, Version version);

    /** Reads a group's record from the master. */
    CompletionStage<Loaded> load(GroupId id);

    /** Replaces the record if its version is the expected one, and its entries in the indexes of groups and compensations. */
    CompletionStage<Written> compareAndSet(Version expected, Version next, Group group, Condition condition);

    /**
     * Proves that the given version will survive whatever the configured level promises to survive. Nothing that a
     * record says may be told before this manager itself has passed the gate for it.
     */
    CompletionStage<Gate> gate(GroupId id, Version version);

    /**
     * Takes groups of one shard that are due, and puts their due time off by the lease, so that another manager does
     * not take them too. Nothing depends on the lease but double work.
     */
    CompletionStage<Due> takeDue(int shard, int limit, Duration lease);

    /** Puts off the due time of a group whose record stays as it is; without effect if it is not in the index. */
    CompletionStage<Void> putOff(GroupId id, long until);

    /** The shard's time and verified epoch; makes a new epoch if there is none or the server is another one. */
    CompletionStage<ShardClock> clock(int shard);

    /** Which of these groups of one shard have no record, and in which epoch. */
    CompletionStage<Absent> absent(int shard, List<GroupId> groups);

    /**
     * Reads groups of one shard that are not over, for those who only look: nothing may be decided by it. A group that
     * is there during all readings from the first to the last is in at least one of them, perhaps in two.
     *
     * @param cursor where the reading before stopped; empty for the first
     * @param about how many are wanted; some more or fewer may come, none at all too
     */
    CompletionStage<Listed> list(int shard, String cursor, int about);

    /**
     * Names compensations of one shard, newest first, as long as their records are kept: for those who only look.
     *
     * @param before only those whose {@link CompensationKey#text()} is less than this; empty for the newest
     * @param limit how many at most; fewer come only if there are no more
     */
    CompletionStage<List<CompensationKey>> compensations(int shard, String before, int limit);

    /** Whether some manager has noted of late that the process is connected to it. That none has proves nothing. */
    CompletionStage<Boolean> isPresent(ProcessId process);

    /** A record and its version. */
    record Stored(Group group, Version version) {}

    /**
     * What became of a create.
     *
     * @param result what
     * @param existing the record that was there; null unless EXISTS
     * @param clock the shard's epoch and time
     */
    record Creation(Creation.Result result, @Nullable Stored existing, ShardClock clock) {
        /** What became of it. */
        public enum Result {
            CREATED,
            EXISTS,
            OTHER_EPOCH,
            TOO_LATE
        }
    }

    /**
     * What was read.
     *
     * @param stored the record; null if there is none
     * @param clock the shard's verified epoch and time: absence means something in this epoch only
     */
    record Loaded(@Nullable Stored stored, ShardClock clock) {}

    /**
     * What must hold besides the version.
     *
     * @param notAfter the write is refused past this time; {@link Long#MAX_VALUE} if it doesn't matter
     * @param epoch the write is refused in another epoch, unless the gate waits for every replica; null if it doesn't
     *     matter
     */
    record Condition(long notAfter, @Nullable Epoch epoch) {
        /** Nothing but the version. */
        public static final Condition NONE = new Condition(Long.MAX_VALUE, null);

        /** What must hold for a record to become another one: an outcome is written in time, and in the record's epoch. */
        static Condition of(Group before, Group after) {
            if (before.outcome().isPresent() || after.outcome().isEmpty()) {
                return NONE;
            }
            boolean inTime = after.state() == GroupState.COMMITTING && after.settledIn() == null;
            long limit = before.state() == GroupState.PREPARING ? before.prepareBy() : before.deadline();
            return new Condition(inTime ? limit : Long.MAX_VALUE, after.recordEpoch());
        }
    }

    /** What became of a compare-and-set. */
    record Written(Written.Result result, long time) {
        /** What became of it. */
        public enum Result {
            WRITTEN,
            /** The record has another version, or is gone. */
            CONFLICT,
            TOO_LATE,
            OTHER_EPOCH
        }
    }

    /** What the gate says. */
    enum Gate {
        PASSED,
        /** The record has another version by now: read it again. */
        CHANGED,
        /** Too few replicas have it: it may be forgotten, and must not be told. */
        NOT_SAFE
    }

    /** Groups without a record, and the shard's verified epoch in which that is so. */
    record Absent(List<GroupId> groups, ShardClock clock) {
        public Absent {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Groups that are not over, and the shard's time.
     *
     * @param next where the next reading goes on; empty after the last
     */
    record Listed(List<Stored> groups, String next, long time) {
        public Listed {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Where a compensation stands in the index.
     *
     * @param since when it began, in the store's milliseconds
     */
    record CompensationKey(long since, GroupId id) implements Comparable<CompensationKey> {
        private static final int DIGITS = 13;
        private static final long LATEST = 9_999_999_999_999L;

        public CompensationKey {
            if (since < 0 || since > LATEST) {
                throw new IllegalArgumentException("A compensation begins at 0 to " + LATEST + " ms, not " + since);
            }
        }

        /** That of a record; null if nothing of it was ever lost. */
        public static @Nullable CompensationKey of(Group group) {
            return group.compensation() == null
                    ? null
                    : new CompensationKey(group.compensation().since(), group.id());
        }

        /** What is less than every key of that time and later ones. */
        public static String at(long time) {
            return time > LATEST ? "" : digits(time);
        }

        /** The key of that text. */
        public static CompensationKey parse(String text) {
            if (text.length() <= DIGITS + 1 || text.charAt(DIGITS) != ':') {
                throw new IllegalArgumentException(
                        "That is no key of a compensation, and so no cursor: begin without one");
            }
            return new CompensationKey(
                    Long.parseLong(text.substring(0, DIGITS)), GroupId.parse(text.substring(DIGITS + 1)));
        }

        /** Sorts by time, then by group; in ASCII. */
        public String text() {
            return digits(since) + ":" + id;
        }

        private static String digits(long time) {
            return String.format(Locale.ROOT, "%0" + DIGITS + "d", time);
        }

        @Override
        public int compareTo(CompensationKey other) {
            return text().compareTo(other.text());
        }
    }

    /** Groups that are due, and the time. */
    record Due(List<GroupId> groups, long time) {
        public Due {
            groups = List.copyOf(groups);
        }
    }
}
