package io.txgroup.verification.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * A running server and the port that it listens on.
 *
 * @param port on 127.0.0.1
 * @param server what listens there
 */
record ListeningServer(int port, RunningServer server) {
    private static final int TRIES = 5;

    /**
     * Starts a server on a free port, and on another one if somebody was faster.
     *
     * @param name what it is called in an error
     * @param launch starts it on that port, without waiting for it
     * @throws IllegalStateException with the server's last words if it does not get ready
     */
    static ListeningServer start(String name, Duration readyWithin, IntFunction<RunningServer> launch) {
        for (int tried = 1; ; tried++) {
            int port = FreePort.find();
            RunningServer server = launch.apply(port);
            if (server.awaitReady(readyWithin)) {
                requireReached(name, port, server);
                return new ListeningServer(port, server);
            }
            String output = server.output();
            server.discard();
            if (tried == TRIES || !output.contains("Address already in use")) {
                throw new IllegalStateException(name + " did not start within " + readyWithin.toSeconds()
                        + " s on port " + port + " (try " + tried + " of " + TRIES + "), it said:\n" + output);
            }
        }
    }

    /** A container may be in the network of another machine. */
    private static void requireReached(String name, int port, RunningServer server) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
        } catch (IOException e) {
            server.discard();
            throw new IllegalStateException(
                    name + " says that it is ready, but nobody listens on 127.0.0.1:" + port
                            + " of this machine. If it runs in a container: the Docker engine must be on this machine and"
                            + " let containers into its network (Docker Desktop: enable host networking)",
                    e);
        }
    }
}
