package io.txgroup.client;

import io.txgroup.protocol.GroupId;

/**
 * Tells how groups ended: for those who got {@link TxOutcomeUnknownException}. A bean of this type is there in every
 * service that takes part in groups; any instance of a service that took part may ask, also after a restart.
 * Thread-safe.
 */
public interface TxOutcomes {
    /**
     * Asks the managers. Blocks at most a few seconds. Ask soon: a minute after a group has ended its record may be gone,
     * see {@link TxOutcome.Known#NO_RECORD}.
     *
     * @param groupId the group, from {@link TxException#groupId()}
     * @throws TxManagerUnavailableException if no manager could answer: nothing is known then, it says nothing about the
     *     group. Ask again
     */
    TxOutcome find(GroupId groupId);

    /**
     * As {@link #find(GroupId)}, with the name as logs have it.
     *
     * @throws IllegalArgumentException if it is not a group's name
     */
    default TxOutcome find(String groupId) {
        return find(GroupId.parse(groupId));
    }
}
