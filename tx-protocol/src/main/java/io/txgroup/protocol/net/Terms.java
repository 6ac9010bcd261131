package io.txgroup.protocol.net;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a manager asks of its peers.
 *
 * @param heartbeat how often a client says that it lives
 * @param idleLimit how long it may be silent before its connection is closed
 */
public record Terms(Duration heartbeat, Duration idleLimit) {
    public Terms {
        requireNonNull(heartbeat, "heartbeat is null");
        requireNonNull(idleLimit, "idleLimit is null");
        if (heartbeat.toMillis() < 1) {
            throw new IllegalArgumentException("heartbeat is " + heartbeat + ", less than 1 ms");
        }
        if (idleLimit.compareTo(heartbeat.multipliedBy(2)) < 0 || idleLimit.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("idleLimit is " + idleLimit + ", less than two heartbeats of "
                    + heartbeat + " or more than 24 days");
        }
    }
}
