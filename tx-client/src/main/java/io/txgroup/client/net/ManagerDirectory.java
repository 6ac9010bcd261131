package io.txgroup.client.net;

import java.util.Collection;
import java.util.Set;

/** Tells where managers can be reached. Thread-safe. */
public interface ManagerDirectory {
    /**
     * The addresses at present. Asked every few seconds in a thread that may block. None at all is taken for a
     * directory that does not know, so that the addresses known before stay in use; so is an exception.
     */
    Set<ManagerAddress> addresses();

    /** Where the addresses come from, in words for a person. */
    String source();

    /** Why it is this directory that is asked, in words for a person; empty if nobody has said. */
    default String why() {
        return "";
    }

    /** Addresses that never change. */
    static ManagerDirectory fixed(Collection<ManagerAddress> addresses) {
        return new FixedManagers(Set.copyOf(addresses));
    }
}
