package io.txgroup.manager.net;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where connections wait until their peer is known. Only so many may wait; one more and the one that has waited longest
 * gives way, because a proper peer is through in milliseconds and a flood of others must not keep it out. Thread-safe.
 */
final class Door {
    private final int limit;
    private final Set<Channel> waiting = new LinkedHashSet<>();

    Door(int limit) {
        this.limit = limit;
    }

    /** A connection has come, and waits; the one that must give way for it, if any, no longer does. */
    synchronized Optional<Channel> arrived(Channel channel) {
        Optional<Channel> eldest = Optional.empty();
        if (waiting.size() == limit) {
            Iterator<Channel> longest = waiting.iterator();
            eldest = Optional.of(longest.next());
            longest.remove();
        }
        waiting.add(channel);
        return eldest;
    }

    /** A connection is through, or closed. */
    synchronized void left(Channel channel) {
        waiting.remove(channel);
    }

    synchronized int size() {
        return waiting.size();
    }
}
