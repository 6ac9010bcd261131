package io.txgroup.protocol;

import static java.util.Objects.requireNonNull;

/**
 * How one held resource ended, as its unit saw it.
 *
 * @param resource the resource's name within the unit, for instance {@code dataSource#1}
 * @param result what happened to it
 * @param detail what the resource said if it failed, else empty
 */
public record ResourceEnd(String resource, Result result, String detail) {
    public ResourceEnd {
        requireNonNull(resource, "resource is null");
        requireNonNull(result, "result is null");
        requireNonNull(detail, "detail is null");
    }

    /** What happened to a held resource. */
    public enum Result {
        /** The local commit returned on the session that was held. */
        COMMITTED,
        /** The local rollback returned, or the session is known to have ended without a commit. */
        ROLLED_BACK,
        /** The local commit failed or was not answered: whether it happened, nobody here can prove. */
        UNPROVEN,
        /** It was to commit, and it is proven that it did not and never will. */
        LOST,
        /** It is not committed so far; a session or a prepared branch may still have it. Of version 4 of the protocol. */
        OPEN,
        /** It was lost, and will never be repaired: somebody decided so. Of version 4 of the protocol. */
        DISCARDED
    }
}
