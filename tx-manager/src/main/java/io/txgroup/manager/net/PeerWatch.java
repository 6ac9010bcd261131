package io.txgroup.manager.net;

import io.txgroup.protocol.ProcessId;

/** Hears which processes are connected. Called in an event loop's thread: it must not block, and it is thread-safe. */
public interface PeerWatch {
    /** Nobody wants to know. */
    PeerWatch NONE = new PeerWatch() {
        @Override
        public void connected(ProcessId process) {}

        @Override
        public void disconnected(ProcessId process) {}
    };

    /** That process has proved who it is; perhaps it was connected before. */
    void connected(ProcessId process);

    /** That process is not connected any more. */
    void disconnected(ProcessId process);
}
