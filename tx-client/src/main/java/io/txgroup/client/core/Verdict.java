package io.txgroup.client.core;

import io.txgroup.protocol.GroupId;

/**
 * What a starter's caller is told.
 *
 * @param groupId the group
 * @param kind which of the four
 * @param why in words for a person; empty when committed
 */
public record Verdict(GroupId groupId, Kind kind, String why) {
    /** The four things that a caller can be told. */
    public enum Kind {
        COMMITTED,
        ROLLED_BACK,
        /** Rolled back, because no manager could be reached. */
        UNAVAILABLE,
        /** Committed or rolled back, but which could not be learned in time. */
        UNKNOWN
    }
}
