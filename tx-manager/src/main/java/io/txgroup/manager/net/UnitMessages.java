package io.txgroup.manager.net;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;

/** Takes what units say, and what is asked of groups. Called in an event loop's thread: it must not block, and it is thread-safe. */
@FunctionalInterface
public interface UnitMessages {
    /**
     * A unit has said something, or somebody asks; all but heartbeats.
     *
     * @param from the process, proved to be that one; a unit that speaks is its own
     */
    void receive(ProcessId from, Message.ToManager message);
}
