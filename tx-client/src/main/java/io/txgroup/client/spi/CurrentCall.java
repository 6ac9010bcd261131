package io.txgroup.client.spi;

import io.txgroup.protocol.GroupId;
import java.util.Optional;

/** What the current thread runs for. Thread-safe. */
public interface CurrentCall {
    /** The call of a group that this thread runs; empty outside any group. */
    Optional<CallScope> scope();

    /** The group whose call reached this thread although the method it calls takes no part in groups. */
    Optional<GroupId> unannotated();
}
