package io.txgroup.client;

import io.txgroup.protocol.GroupId;

/**
 * The group was or will be committed or rolled back, the same everywhere, but which of the two could not be learned in
 * time. It must not be tried again before that is known: {@link TxOutcomes#find} tells.
 */
public final class TxOutcomeUnknownException extends TxException {
    private static final long serialVersionUID = 1L;

    /** With what is unreachable and what happens next. */
    public TxOutcomeUnknownException(GroupId groupId, String message) {
        super(groupId, message + "; TxOutcomes.find asks the managers for it");
    }
}
