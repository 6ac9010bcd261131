package io.txgroup.protocol.net;

import io.txgroup.protocol.Message;

/**
 * The versions of the protocol that a peer speaks. A new optional field needs no new version; a new kind of message
 * does.
 *
 * @param min the oldest
 * @param max the newest
 */
public record Versions(int min, int max) {
    /** What this release speaks. Version 2 adds {@link Message.Find} and its answer. */
    public static final Versions SPOKEN = new Versions(1, 2);

    public Versions {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("Versions " + min + " to " + max + " are none");
        }
    }

    /** The oldest version that knows this message: to a manager with which an older one was agreed it can't be sent. */
    public static int since(Message.ToManager message) {
        return message instanceof Message.Find ? 2 : 1;
    }

    /** The newest that both speak, or 0. */
    int newestInCommon(Versions other) {
        int newest = Math.min(max, other.max);
        return newest >= Math.max(min, other.min) ? newest : 0;
    }

    @Override
    public String toString() {
        return min == max ? "version " + min : "versions " + min + " to " + max;
    }
}
