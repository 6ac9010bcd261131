package io.txgroup.client.core;

import io.txgroup.protocol.Message;

/**
 * Hears what managers say and which of them are connected. Called in one thread, in the order of events; must not
 * block.
 */
public interface ManagerListener {
    /** A manager has said something, its signs of life included. */
    void received(String managerId, Message.ToClient message);

    /**
     * A manager is connected and has proved who it is. Whether it can be used, its first {@link
     * Message.HeartbeatAnswer} tells, which was asked for already.
     */
    void connected(String managerId);

    /**
     * The connection to a manager has ended; another one is being made. What it has not answered it will never answer
     * on this connection.
     *
     * @param why in words for a person
     */
    void disconnected(String managerId, String why);
}
