package io.txgroup.manager.net;

/**
 * What a {@link PeerServer} has seen since it started, for metrics.
 *
 * @param connected peers that are known, now
 * @param unknown connections whose peer is not known yet, now
 * @param refused connections that were closed for what their peer did or for a limit
 * @param dropped messages to a connected peer that were not sent because it did not read
 */
public record PeerCounts(int connected, int unknown, long refused, long dropped) {}
