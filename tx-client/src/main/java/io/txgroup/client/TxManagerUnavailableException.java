package io.txgroup.client;

import io.txgroup.protocol.GroupId;

/**
 * No manager, or no Redis behind it, could be reached: the group is rolled back, nothing was committed. Thrown by {@link
 * TxOutcomes#find} it means only that nobody could be asked, and says nothing about the group.
 */
public final class TxManagerUnavailableException extends TxException {
    private static final long serialVersionUID = 1L;

    /** With what is unreachable since when. */
    public TxManagerUnavailableException(GroupId groupId, String message) {
        super(groupId, message);
    }
}
