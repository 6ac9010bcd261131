package io.txgroup.manager.group;

import io.txgroup.protocol.Message;
import io.txgroup.protocol.ProcessId;

/** The port to the processes that have units. Nothing is promised of a message that was sent. Never blocks. */
public interface Peers {
    /** Sends to that process; false if it can't be reached from here, and the message is dropped. */
    boolean send(ProcessId to, Message.ToClient message);

    /**
     * Sends to any one process of that service that understands the message, each time to another one if several are
     * connected; false if none can be reached from here, and the message is dropped.
     */
    default boolean sendToService(String service, Message.ToClient message) {
        return false;
    }

    /** Sends to every process that can be reached from here and understands the message. */
    default void sendToAll(Message.ToClient message) {}
}
