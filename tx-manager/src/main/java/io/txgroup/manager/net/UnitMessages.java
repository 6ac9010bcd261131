package io.txgroup.manager.net;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;

/** Takes what units say. Called in an event loop's thread: it must not block, and it is thread-safe. */
@FunctionalInterface
public interface UnitMessages {
    /**
     * A unit has said something.
     *
     * @param from the process, proved to be that one, and the unit is its own
     */
    void receive(ProcessId from, Message.OfUnit message);
}
