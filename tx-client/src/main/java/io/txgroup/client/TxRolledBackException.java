package io.txgroup.client;

import io.txgroup.protocol.GroupId;

/** The group was rolled back, everywhere: nothing of it is or will be applied. It may be tried again. */
public final class TxRolledBackException extends TxException {
    private static final long serialVersionUID = 1L;

    /** With the reason and what happens next. */
    public TxRolledBackException(GroupId groupId, String message) {
        super(groupId, message);
    }
}
