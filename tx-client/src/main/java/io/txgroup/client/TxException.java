package io.txgroup.client;

import io.txgroup.protocol.GroupId;

/** A group did not end as the method wanted. The message says what happened and what happens next. */
public abstract sealed class TxException extends RuntimeException
        permits TxRolledBackException, TxOutcomeUnknownException, TxManagerUnavailableException {
    private static final long serialVersionUID = 1L;

    private final transient GroupId groupId;

    TxException(GroupId groupId, String message) {
        super("Group " + groupId + " - " + message);
        this.groupId = groupId;
    }

    /** The group, as logs and the managers name it. */
    public final GroupId groupId() {
        return groupId;
    }
}
