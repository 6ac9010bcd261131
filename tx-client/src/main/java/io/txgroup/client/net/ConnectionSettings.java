package io.txgroup.client.net;

import static java.util.Objects.requireNonNull;

import io.txgroup.protocol.ProcessId;
import io.txgroup.protocol.net.Frames;
import io.txgroup.protocol.net.Secret;
import java.time.Duration;
import java.util.Map;

/**
 * Who a client is and how it keeps its connections.
 *
 * @param self this process; its service's name is what the secret is bound to
 * @param secret the secret of this process's service
 * @param pace how long things may take and how often they are tried
 * @param frameBytes the largest frame that is taken or sent
 * @param writeBufferBytes how much may wait to be sent to one manager; past it another one is used
 */
public record ConnectionSettings(ProcessId self, Secret secret, Pace pace, int frameBytes, int writeBufferBytes) {
    private static final int DEFAULT_WRITE_BUFFER_BYTES = 4 << 20;

    public ConnectionSettings {
        requireNonNull(self, "self is null");
        requireNonNull(secret, "secret is null");
        requireNonNull(pace, "pace is null");
        if (frameBytes < Frames.MAX_HANDSHAKE_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "frameBytes is " + frameBytes + ", a handshake alone may take " + Frames.MAX_HANDSHAKE_FRAME_BYTES);
        }
        if (writeBufferBytes < 2) {
            throw new IllegalArgumentException("writeBufferBytes is " + writeBufferBytes + ", at least 2 is needed");
        }
    }

    /** The defaults. */
    public static ConnectionSettings of(ProcessId self, Secret secret) {
        return new ConnectionSettings(self, secret, Pace.DEFAULT, Frames.MAX_FRAME_BYTES, DEFAULT_WRITE_BUFFER_BYTES);
    }

    /**
     * How long things may take and how often they are tried.
     *
     * @param connectLimit how long a TCP connection may take
     * @param handshakeLimit how long the manager may take from there until it has proved who it is
     * @param heartbeat how often each manager is asked for a sign of life, unless it wants that more often
     * @param missedHeartbeats how many in a row may stay unanswered before the connection is given up
     * @param firstRetry the pause after the first failure; it doubles with each further one, and a random part of up
     *     to a half is taken off
     * @param lastRetry the longest such pause
     * @param refusedRetry the pause after a manager refused this process, which no repetition will heal soon
     * @param directoryRefresh how often the directory is asked
     */
    public record Pace(
            Duration connectLimit,
            Duration handshakeLimit,
            Duration heartbeat,
            int missedHeartbeats,
            Duration firstRetry,
            Duration lastRetry,
            Duration refusedRetry,
            Duration directoryRefresh) {
        public static final Pace DEFAULT = new Pace(
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                3,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1));

        public Pace {
            Map.of(
                            "connectLimit", connectLimit,
                            "handshakeLimit", handshakeLimit,
                            "heartbeat", heartbeat,
                            "firstRetry", firstRetry,
                            "refusedRetry", refusedRetry,
                            "directoryRefresh", directoryRefresh)
                    .forEach(Pace::check);
            if (lastRetry.compareTo(firstRetry) < 0) {
                throw new IllegalArgumentException(
                        "lastRetry is " + lastRetry + ", less than firstRetry " + firstRetry);
            }
            if (missedHeartbeats < 1) {
                throw new IllegalArgumentException("missedHeartbeats is " + missedHeartbeats + ", less than 1");
            }
        }

        private static void check(String name, Duration value) {
            if (value.toMillis() < 1 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(name + " is " + value + ", not 1 ms to 1 day");
            }
        }
    }
}
