package io.txgroup.client;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.GroupId;

/**
 * What the managers know of one group.
 *
 * @param groupId the group
 * @param known what is known
 * @param everywhere whether every unit has said that it has done so: only then everybody can read what was committed.
 *     False without an outcome
 * @param what the same with its numbers, in words for a person: who is waited for, until when, and why
 */
public record TxOutcome(GroupId groupId, Known known, boolean everywhere, String what) {
    /** The four things that can be known. The first two never change. */
    public enum Known {
        /** The group is committed: each unit has committed or will, and none is rolled back. */
        COMMITTED,

        /** The group is rolled back: nothing of it is or will be applied. It may be tried again. */
        ROLLED_BACK,

        /**
         * The group goes on, or its units wait for their outcome. Ask again; at the latest when its deadline has passed,
         * and the managers and their store can be reached, it is decided.
         */
        UNDECIDED,

        /**
         * There is no record in which this service takes part. <b>This is not an outcome</b>, and it must not be read as
         * a rollback. It can mean that
         *
         * <ul>
         *   <li>the group ended a minute or more ago, with either outcome: its record has been removed,
         *   <li>it called nobody, so that it was an ordinary local transaction: its own database alone can tell,
         *   <li>it was rolled back before it had a record,
         *   <li>the managers' store has lost its data since the group began (another epoch): nobody can know,
         *   <li>the name is wrong, or this service took no part in the group.
         * </ul>
         *
         * Look into the databases for what the group was to write.
         */
        NO_RECORD
    }

    public TxOutcome {
        requireNonNull(groupId, "groupId is null");
        requireNonNull(known, "known is null");
        requireNonNull(what, "what is null");
    }
}
