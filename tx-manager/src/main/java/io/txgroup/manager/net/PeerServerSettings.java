package io.txgroup.manager.net;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Terms;
import java.time.Duration;

/**
 * Where and how a manager listens to its peers.
 *
 * @param host the address to listen on, {@code 0.0.0.0} for all
 * @param port the port, 0 for any that is free
 * @param threads how many event loops serve the connections
 * @param terms what is asked of every peer
 * @param handshakeLimit how long a peer may take to prove who it is, from its first byte or none
 * @param limits what peers may take of this process
 */
public record PeerServerSettings(
        String host, int port, int threads, Terms terms, Duration handshakeLimit, Limits limits) {
    /** Only this machine: the wire is authenticated but not encrypted, so opening it to others is a decision. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    public static final int DEFAULT_PORT = 7300;

    private static final int MAX_DEFAULT_THREADS = 4;

    public PeerServerSettings {
        requireNonNull(host, "host is null");
        requireNonNull(terms, "terms is null");
        requireNonNull(handshakeLimit, "handshakeLimit is null");
        requireNonNull(limits, "limits is null");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port is " + port + ", not 0 to 65535");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", at least one is needed");
        }
        if (handshakeLimit.toMillis() < 1) {
            throw new IllegalArgumentException("handshakeLimit is " + handshakeLimit + ", less than 1 ms");
        }
    }

    /** The defaults, on that address. */
    public static PeerServerSettings on(String host, int port) {
        return new PeerServerSettings(
                host,
                port,
                Math.min(MAX_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors()),
                new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10)),
                Duration.ofSeconds(5),
                Limits.DEFAULT);
    }

    /**
     * What peers may take of this process.
     *
     * @param frameBytes the largest frame from a peer that is known
     * @param unknownPeers how many connections may be open whose peer is not known yet; past it the oldest gives way
     * @param connections how many may be open in all; past it new ones are closed
     * @param writeBufferBytes how much may wait to be sent to one peer; past it messages to that peer are dropped
     */
    public record Limits(int frameBytes, int unknownPeers, int connections, int writeBufferBytes) {
        public static final Limits DEFAULT = new Limits(Frames.MAX_FRAME_BYTES, 256, 10_000, 1 << 20);

        public Limits {
            if (frameBytes < Frames.MAX_HANDSHAKE_FRAME_BYTES) {
                throw new IllegalArgumentException("frameBytes is " + frameBytes + ", a handshake alone may take "
                        + Frames.MAX_HANDSHAKE_FRAME_BYTES);
            }
            if (unknownPeers < 1 || connections < unknownPeers) {
                throw new IllegalArgumentException("unknownPeers is " + unknownPeers + " and connections is "
                        + connections + ": at least 1, and not more of the first");
            }
            if (writeBufferBytes < 2) {
                throw new IllegalArgumentException(
                        "writeBufferBytes is " + writeBufferBytes + ", at least 2 is needed");
            }
        }
    }
}
